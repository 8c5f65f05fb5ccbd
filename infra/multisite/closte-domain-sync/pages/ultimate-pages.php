<?php
/**
 * The diagnosis on Ultimate Multisite's own pages: its page of a domain, its list, and its pages for customers.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Adds a box to the page of a domain.
 *
 * @param string $id   Of the page.
 * @param string $hook Of the page.
 * @param object $page The page.
 */
function add_meta_box_of_domain( $id, $hook = '', $page = null ): void {
	$record = is_object( $page ) && method_exists( $page, 'get_object' ) ? $page->get_object() : null;
	if ( ! is_object( $record ) || ! current_user_can( 'manage_network' ) ) {
		return;
	}
	load_language();
	prepare_page();
	$show = fn() => show_diagnosis( host_of( (string) $record->get_domain() ) );
	add_meta_box( 'closte-domain-sync', __( 'Closte domain sync', 'closte-domain-sync' ), $show, get_current_screen()->id, 'normal', 'high' );
}

/**
 * Adds the state of a domain to its cell in the list.
 *
 * @param string $html   The cell.
 * @param object $record The record.
 */
function add_to_domain_cell( $html, $record = null ) {
	$row = is_object( $record ) && current_user_can( 'manage_network' ) ? find_diagnosis( host_of( (string) $record->get_domain() ) ) : null;
	if ( null === $row ) {
		return $html;
	}
	load_language();
	enqueue_assets();
	$first = $row['diagnosis']['problems'][0] ?? null;
	$text  = null === $first ? place_text( $row['place'] ) : problem_texts( $first )['message'];
	$url   = network_page_url( $row['domain'] );
	return $html . sprintf( '<br><a class="closte-sync-place is-%d" href="%s">%s</a>', $row['place'], esc_url( $url ), esc_html( $text ) );
}

/**
 * Adds a link to the customer's actions for a domain.
 *
 * @param array  $actions The existing actions.
 * @param object $record  The record.
 */
function add_row_action( $actions, $record = null ) {
	$domain = is_object( $record ) ? host_of( (string) $record->get_domain() ) : '';
	if ( '' === $domain || ! is_array( $actions ) || ! may_see( $domain ) ) {
		return $actions;
	}
	load_language();
	enqueue_assets();
	$row   = find_diagnosis( $domain );
	$needs = null !== $row && NEEDS_SOMEBODY === $row['place'];
	$text  = $needs ? __( 'What to change', 'closte-domain-sync' ) : __( 'Status', 'closte-domain-sync' );

	$actions['closte_domain_sync'] = array(
		'wrapper_classes' => '',
		'icon'            => 'dashicons-wu-info1 wu-align-middle wu-mr-1',
		'label'           => '',
		'url'             => site_page_url( (int) $record->get_blog_id(), $domain ),
		'value'           => $text,
	);
	return $actions;
}

/**
 * Adds the records of a site's domains that need attention to the instructions for customers.
 *
 * @param string $instructions The instructions.
 */
function add_to_instructions( $instructions ) {
	$site_id = site_of_instructions();
	if ( ! is_string( $instructions ) || ! manages_site( $site_id ) ) {
		return $instructions;
	}
	load_language();
	foreach ( domains_of_site( $site_id ) as $row ) {
		if ( NEEDS_SOMEBODY === $row['place'] && $row['diagnosis']['records'] ) {
			$title   = sprintf( '<h4>%s</h4>', esc_html( $row['domain'] ) );
			$records = sprintf( '<div class="closte-sync closte-sync-narrow">%s%s</div>', $title, records_html( $row['diagnosis'] ) );
			// Ultimate Multisite has Vue make a template of the instructions, where two braces begin code.
			$instructions .= preg_replace( '/\{(?=\{)/', '{&#8203;', $records );
		}
	}
	return $instructions;
}

/** The site that the instructions are about; Ultimate Multisite's pages for customers may be on another site. */
function site_of_instructions(): int {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It is looked up, and only its administrators see it.
	$asked = absint( $_GET['current_site'] ?? 0 );
	return $asked > 0 ? $asked : get_current_blog_id();
}
