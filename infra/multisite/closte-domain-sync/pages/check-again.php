<?php
/**
 * "Check again": a form that works without JavaScript, and what comes of it.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Seconds that have to be between two checks of a domain that people ask for. */
const CHECK_PAUSE = 60;

/**
 * The form for a domain.
 *
 * @param string $domain The domain.
 */
function check_form( string $domain ): string {
	return sprintf(
		'<form class="closte-sync-form" method="post" action="%s">%s<input type="hidden" name="action" value="%s">'
			. '<input type="hidden" name="domain" value="%s"><button type="submit" class="button button-primary">%s</button></form>',
		esc_url( admin_url( 'admin-post.php' ) ),
		wp_nonce_field( CHECK_ACTION . $domain, '_wpnonce', true, false ),
		esc_attr( CHECK_ACTION ),
		esc_attr( $domain ),
		esc_html__( 'Check again', 'closte-domain-sync' )
	);
}

/** Takes the form: publishes that a person asks, and goes back. */
function take_check_form(): void {
	$domain = host_of( sanitize_text_field( wp_unslash( $_POST['domain'] ?? '' ) ) );
	check_admin_referer( CHECK_ACTION . $domain );
	if ( ! may_see( $domain ) ) {
		wp_die( esc_html__( 'This is not a domain of yours.', 'closte-domain-sync' ), '', array( 'response' => 403 ) );
	}
	wp_safe_redirect( add_query_arg( 'closte-sync', ask_to_check( $domain ), remove_query_arg( 'closte-sync', wp_get_referer() ) ) );
	exit;
}

/**
 * Publishes that a person asks to look at a domain again, once a minute.
 *
 * @param string $domain The domain.
 * @return string What came of it: `asked`, `wait` or `failed`.
 */
function ask_to_check( string $domain ): string {
	if ( ! change_row( $domain, array( 'asked_at' => time() ), 'asked_at <= ' . ( time() - CHECK_PAUSE ) ) ) {
		return 'wait';
	}
	return record_of_domain( 'domain.check', $domain, site_of( $domain ) ) ? 'asked' : 'failed';
}

/** What came of the form, on the page that it was on. */
function check_notice(): string {
	$texts = array(
		'asked'  => __( 'The domain is being checked. What comes of it is here within a minute or two.', 'closte-domain-sync' ),
		'wait'   => __( 'It was checked a moment ago. Try again in a minute.', 'closte-domain-sync' ),
		'failed' => __( 'The check could not be asked for. Tell the administrator of the network.', 'closte-domain-sync' ),
	);
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It only chooses one of the texts above.
	$came = sanitize_key( $_GET['closte-sync'] ?? '' );
	return isset( $texts[ $came ] ) ? sprintf( '<div class="notice notice-info" role="status"><p>%s</p></div>', esc_html( $texts[ $came ] ) ) : '';
}
