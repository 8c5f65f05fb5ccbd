<?php
/**
 * The settings of the e-mails, on the page of the network's admin.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Shows the form with the settings. */
function show_mail_settings(): void {
	$settings = mail_settings();
	printf( '<details><summary>%s</summary>', esc_html__( 'E-mails', 'closte-domain-sync' ) );
	printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
	wp_nonce_field( MAIL_ACTION );
	printf( '<input type="hidden" name="action" value="%s">', esc_attr( MAIL_ACTION ) );
	// phpcs:ignore Generic.Files.LineLength.MaxExceeded -- A text is translated as a whole.
	$when = __( 'Sent when a domain needs attention, goes live, or has a certificate that is about to expire: at most once a day.', 'closte-domain-sync' );
	printf( '<p>%s</p>', esc_html( $when ) );
	$labels = array(
		'admins'    => __( 'E-mail the administrator of the network', 'closte-domain-sync' ),
		'customers' => __( 'E-mail the administrator of each site', 'closte-domain-sync' ),
	);
	foreach ( $labels as $kind => $label ) {
		printf(
			'<fieldset><legend class="screen-reader-text">%1$s</legend><p><label><input type="checkbox" name="%2$s" value="1"%3$s> %1$s</label></p>',
			esc_html( $label ),
			esc_attr( $kind ),
			checked( $settings[ $kind ], true, false )
		);
		show_template_field( "{$kind}_subject", __( 'Subject', 'closte-domain-sync' ), $settings );
		show_template_field( "{$kind}_body", __( 'Text', 'closte-domain-sync' ), $settings );
		echo '</fieldset>';
	}
	printf( '<p><button type="submit" class="button">%s</button></p></form></details>', esc_html__( 'Save', 'closte-domain-sync' ) );
}

/**
 * A field for a template.
 *
 * @param string $name     Its name.
 * @param string $label    Its label.
 * @param array  $settings The settings.
 */
function show_template_field( string $name, string $label, array $settings ): void {
	printf(
		'<p><label>%s<br><textarea class="large-text" rows="%d" name="%s" placeholder="%s">%s</textarea></label></p>',
		esc_html( $label ),
		false === strpos( $name, 'body' ) ? 1 : 6,
		esc_attr( $name ),
		esc_attr( default_template( false === strpos( $name, 'body' ) ? 'subject' : 'body' ) ),
		esc_textarea( $settings[ $name ] )
	);
}

/** Handles the form. */
function take_mail_settings(): void {
	check_admin_referer( MAIL_ACTION );
	if ( ! current_user_can( 'manage_network' ) ) {
		wp_die( '', '', array( 'response' => 403 ) );
	}
	$settings = array();
	foreach ( array( 'admins', 'customers' ) as $kind ) {
		$settings[ $kind ]             = ! empty( $_POST[ $kind ] );
		$settings[ "{$kind}_subject" ] = sanitize_text_field( wp_unslash( $_POST[ "{$kind}_subject" ] ?? '' ) );
		$settings[ "{$kind}_body" ]    = sanitize_textarea_field( wp_unslash( $_POST[ "{$kind}_body" ] ?? '' ) );
	}
	update_network_option( get_main_network_id(), MAIL_OPTION, $settings );
	schedule_mails( $settings['admins'] || $settings['customers'] );
	wp_safe_redirect( network_admin_url( 'admin.php?page=' . PAGE ) );
	exit;
}

/**
 * Makes the WP-Cron of the main site send e-mails each hour, or no longer.
 *
 * @param bool $wanted Whether anybody gets e-mails.
 */
function schedule_mails( bool $wanted ): void {
	on_main_site(
		function () use ( $wanted ) {
			wp_unschedule_hook( MAIL_HOOK );
			if ( $wanted ) {
				wp_schedule_event( time() + HOUR_IN_SECONDS, 'hourly', MAIL_HOOK );
			}
		}
	);
}

/** Schedules the e-mails again if that was lost: with a restored backup, or when the plugin was deactivated. */
function ensure_mails(): void {
	$settings = mail_settings();
	if ( is_main_site() && ( $settings['admins'] || $settings['customers'] ) && ! wp_next_scheduled( MAIL_HOOK ) ) {
		schedule_mails( true );
	}
}
