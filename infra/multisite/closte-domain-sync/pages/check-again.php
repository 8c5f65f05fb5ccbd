<?php
/**
 * "Check again": a form that works without JavaScript, and its result.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The least time between two checks of a domain that people ask for, in seconds. */
const CHECK_PAUSE = 60;

/**
 * The button for a domain.
 *
 * @param string $domain The domain.
 */
function check_button( string $domain ): string {
	$more = array(
		'class'      => 'button button-primary',
		/* translators: %s: domain */
		'aria-label' => sprintf( __( 'Check again: %s', 'closte-domain-sync' ), $domain ),
	);
	return form_button( form_at_end( CHECK_ACTION, $domain ), __( 'Check again', 'closte-domain-sync' ), $more );
}

/** Handles the form: publishes the person's request, and returns to the page. */
function take_check_form(): void {
	$domain = host_of( sanitize_text_field( wp_unslash( $_POST['domain'] ?? '' ) ) );
	check_admin_referer( CHECK_ACTION . $domain );
	if ( ! may_see( $domain ) ) {
		wp_die( esc_html__( 'This domain is not yours.', 'closte-domain-sync' ), '', array( 'response' => 403 ) );
	}
	wp_safe_redirect( add_query_arg( 'closte-sync', ask_to_check( $domain ), page_of_form() ) );
	exit;
}

/**
 * Publishes a person's request to look at a domain again, at most once a minute.
 *
 * @param string $domain The domain.
 * @return string The result: `asked`, `wait` or `failed`.
 */
function ask_to_check( string $domain ): string {
	if ( ! change_row( $domain, array( 'asked_at' => time() ), 'asked_at <= ' . ( time() - CHECK_PAUSE ) ) ) {
		return 'wait';
	}
	return record_of_domain( 'domain.check', $domain, site_of( $domain ) ) ? 'asked' : 'failed';
}

/** The notice with the result, for the page that the form was on. */
function check_notice(): string {
	$texts = array(
		'asked'  => __( 'The domain is being checked. Reload this page in a minute or two to see the result.', 'closte-domain-sync' ),
		'waits'  => __( 'The check is requested, but requests cannot be sent at the moment. It begins as soon as they can.', 'closte-domain-sync' ),
		'wait'   => __( 'It was checked a moment ago. Try again in a minute.', 'closte-domain-sync' ),
		'failed' => __( 'The check could not be requested. Tell the administrator of the network.', 'closte-domain-sync' ),
	);
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It only chooses one of the texts above.
	$came = sanitize_key( $_GET['closte-sync'] ?? '' );
	$came = 'asked' === $came && failure()['failures'] > 0 ? 'waits' : $came;
	return isset( $texts[ $came ] ) ? sprintf( '<div class="notice notice-info" role="status"><p>%s</p></div>', esc_html( $texts[ $came ] ) ) : '';
}
