<?php
/**
 * The page of the network's admin: all domains, those that need attention first, and each domain by itself.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Puts the page into the menu of Network Admin. */
function add_network_page(): void {
	load_language();
	$title = __( 'Domain sync', 'closte-domain-sync' );
	$hook  = add_menu_page( $title, $title, 'manage_network', PAGE, __NAMESPACE__ . '\show_network_page', 'dashicons-admin-site-alt3', 30 );
	add_action( "load-$hook", __NAMESPACE__ . '\prepare_page' );
}

/** Prepares the page: its tables, its style and its script. */
function prepare_page(): void {
	ensure_outbox();
	// The notice of a result is shown once, not again when the page is reloaded.
	add_filter( 'removable_query_args', fn( $names ) => array_merge( $names, array( 'closte-sync' ) ) );
	add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\enqueue_assets' );
}

/** The style and the script of a diagnosis. */
function enqueue_assets(): void {
	wp_enqueue_style( 'closte-domain-sync', plugins_url( '../assets/diagnosis.css', __FILE__ ), array(), VERSION );
	wp_enqueue_script( 'closte-domain-sync', plugins_url( '../assets/diagnosis.js', __FILE__ ), array(), VERSION, true );
}

/**
 * The address of a domain's page.
 *
 * @param string $domain The domain.
 */
function network_page_url( string $domain ): string {
	return network_admin_url( 'admin.php?page=' . PAGE . '&domain=' . rawurlencode( $domain ) );
}

/** The page. */
function show_network_page(): void {
	if ( ! current_user_can( 'manage_network' ) ) {
		return;
	}
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It is looked up and shown, and changes nothing.
	$domain = host_of( sanitize_text_field( wp_unslash( $_GET['domain'] ?? '' ) ) );
	echo '<div class="wrap">';
	'' === $domain ? show_all_domains() : show_one_domain( $domain );
	echo '</div>';
}

/** The list. */
function show_all_domains(): void {
	read_files( array( 'pages/class-domains-table' ) );
	$table = new Domains_Table();
	$table->prepare_items();
	printf( '<h1>%s</h1>', esc_html__( 'Domain sync', 'closte-domain-sync' ) );
	$table->views();
	printf( '<form class="closte-sync-list" method="get"><input type="hidden" name="page" value="%s">', esc_attr( PAGE ) );
	$table->search_box( __( 'Search domains', 'closte-domain-sync' ), 'closte-sync' );
	$table->display();
	echo '</form>';
	show_mail_settings();
}

/**
 * One domain.
 *
 * @param string $domain The domain.
 */
function show_one_domain( string $domain ): void {
	printf( '<h1>%s</h1>', esc_html( $domain ) );
	$all = network_admin_url( 'admin.php?page=' . PAGE );
	printf( '<p><a href="%s">%s</a></p>', esc_url( $all ), esc_html__( 'All domains', 'closte-domain-sync' ) );
	show_diagnosis( $domain );
}

/**
 * A domain's diagnosis, with the actions of people.
 *
 * @param string $domain The domain.
 */
function show_diagnosis( string $domain ): void {
	$row = find_diagnosis( $domain );
	if ( null === $row ) {
		printf( '<p>%s</p>', esc_html__( 'There is no information about this domain yet.', 'closte-domain-sync' ) );
		return;
	}
	// phpcs:disable WordPress.Security.EscapeOutput -- The functions escape each value where they put it in.
	echo check_notice();
	$stage = esc_html( stage_text( $row['stage'] ) );
	printf( '<h2 class="closte-sync-title"><span class="closte-sync-place is-%d">%s</span></h2>', (int) $row['place'], $stage );
	echo diagnosis_html( $row['diagnosis'] );
	echo actions_html( $row );
	// phpcs:enable
}

/**
 * The actions for a domain, and the link that was just made.
 *
 * @param array $row The row of the domain.
 */
function actions_html( array $row ): string {
	return '<p class="closte-sync-actions">' . check_button( $row['domain'] ) . link_buttons( $row ) . '</p>' . made_link( $row );
}
