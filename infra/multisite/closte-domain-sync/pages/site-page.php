<?php
/**
 * The customer's page, in the admin of their site: its domains, and what to change.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Puts the page into the menu of a site, below Tools. */
function add_site_page(): void {
	load_language();
	$title = __( 'Domains', 'closte-domain-sync' );
	$hook  = add_management_page( $title, $title, 'manage_options', PAGE, __NAMESPACE__ . '\show_site_page' );
	if ( false !== $hook ) {
		add_action( "load-$hook", __NAMESPACE__ . '\prepare_page' );
	}
}

/**
 * The address of the page.
 *
 * @param int    $site_id The site.
 * @param string $domain  The domain to scroll to.
 */
function site_page_url( int $site_id, string $domain ): string {
	return get_admin_url( $site_id, 'tools.php?page=' . PAGE ) . '#' . sanitize_html_class( $domain );
}

/** The page. */
function show_site_page(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	printf( '<div class="wrap"><h1>%s</h1>', esc_html__( 'Domains', 'closte-domain-sync' ) );
	// phpcs:ignore WordPress.Security.EscapeOutput -- The function escapes each value where it puts it in.
	echo check_notice();
	$rows    = domains_of_site( get_current_blog_id() );
	$unknown = count( $rows ) < SITE_DOMAINS ? array_diff( names_of_site( get_current_blog_id() ), array_column( $rows, 'domain' ) ) : array();
	foreach ( $rows as $row ) {
		$domain = $row['domain'];
		printf( '<h2 id="%s">%s</h2>', esc_attr( sanitize_html_class( $domain ) ), esc_html( $domain ) );
		printf( '<p><span class="closte-sync-place is-%d">%s</span></p>', (int) $row['place'], esc_html( stage_text( $row['stage'] ) ) );
		// phpcs:ignore WordPress.Security.EscapeOutput -- The functions escape each value where they put it in.
		echo diagnosis_html( $row['diagnosis'] ) . actions_html( $row );
	}
	foreach ( $unknown as $domain ) {
		$text = __( 'There is no information about this domain yet.', 'closte-domain-sync' );
		printf( '<h2>%s</h2><p>%s</p>', esc_html( $domain ), esc_html( $text ) );
	}
	if ( ! $rows && ! $unknown ) {
		printf( '<p>%s</p>', esc_html__( 'This site has no domain of its own.', 'closte-domain-sync' ) );
	}
	echo '</div>';
}
