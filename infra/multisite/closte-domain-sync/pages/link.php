<?php
/**
 * A link for the person who manages the DNS of a domain: one domain's records and state, without a login, for two weeks.
 *
 * The token is <seconds>.<signature>: an HMAC, with a key of this WordPress, of the domain, the seconds since 1970 at which
 * it ends, and a salt of the domain's row. Another salt revokes all links of the domain.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** How long a link is valid, in seconds. */
const LINK_SECONDS = 1209600;

/**
 * The address of a domain's link.
 *
 * @param array $row  The row of the domain, with a salt.
 * @param int   $ends When it ends.
 */
function link_url( array $row, int $ends ): string {
	return get_home_url( get_main_site_id(), '/' ) . link_query( $row, $ends );
}

/**
 * The same address without the site.
 *
 * @param array $row  The row of the domain, with a salt.
 * @param int   $ends When it ends.
 */
function link_query( array $row, int $ends ): string {
	$query = array(
		LINK_PARAMETER => rawurlencode( $row['domain'] ),
		'until'        => $ends,
		'signature'    => link_signature( $row, $ends ),
	);
	return add_query_arg( $query, '' );
}

/**
 * The signature of a link.
 *
 * @param array $row  The row of the domain.
 * @param int   $ends When it ends.
 */
function link_signature( array $row, int $ends ): string {
	return hash_hmac( 'sha256', "closte-domain-sync link\n{$row['domain']}\n$ends\n{$row['link_salt']}", wp_salt( 'auth' ) );
}

/**
 * The buttons that make a link, and revoke all earlier ones.
 *
 * @param array $row The row of the domain.
 */
function link_buttons( array $row ): string {
	$form    = form_at_end( LINK_ACTION, $row['domain'] );
	$button  = fn( $what, $text ) => form_button(
		$form,
		$text,
		array(
			'name'  => 'what',
			'value' => $what,
		)
	);
	$buttons = $button( 'make', __( 'Link for the DNS manager', 'closte-domain-sync' ) );
	return $buttons . ( '' === $row['link_salt'] ? '' : $button( 'revoke', __( 'Revoke the links', 'closte-domain-sync' ) ) );
}

/**
 * The link, right after it was made.
 *
 * @param array $row The row of the domain.
 */
function made_link( array $row ): string {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It says which of the user's own links to show.
	$ends = absint( $_GET['closte-sync-link'] ?? 0 );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It is compared, and goes nowhere.
	$is_of = host_of( sanitize_text_field( wp_unslash( $_GET['of'] ?? '' ) ) ) === $row['domain'];
	if ( ! $is_of || '' === $row['link_salt'] || $ends < time() || $ends > time() + LINK_SECONDS ) {
		return '';
	}
	$url = link_url( $row, $ends );
	/* translators: %s: date and time */
	$text = __( 'Everybody with this link can see the records of this domain until %s:', 'closte-domain-sync' );
	$text = sprintf( $text, time_text( gmdate( 'Y-m-d\TH:i:s\Z', $ends ) ) );
	return sprintf(
		'<p class="closte-sync" role="status">%s<br><a href="%s">%s</a>%s</p>',
		esc_html( $text ),
		esc_url( $url ),
		esc_html( $url ),
		copy_button( __( 'Link', 'closte-domain-sync' ), $url )
	);
}

/** Handles the form: makes a link, or revokes all links of the domain. */
function take_link_form(): void {
	$domain = host_of( sanitize_text_field( wp_unslash( $_POST['domain'] ?? '' ) ) );
	check_admin_referer( LINK_ACTION . $domain );
	$row = may_see( $domain ) ? find_diagnosis( $domain ) : null;
	if ( null === $row ) {
		wp_die( esc_html__( 'This domain is not yours.', 'closte-domain-sync' ), '', array( 'response' => 403 ) );
	}
	$back = page_of_form();
	if ( 'revoke' === sanitize_key( $_POST['what'] ?? '' ) ) {
		change_row( $domain, array( 'link_salt' => '' ) );
	} else {
		'' === $row['link_salt'] && change_row( $domain, array( 'link_salt' => bin2hex( random_bytes( 16 ) ) ) );
		$back = add_query_arg(
			array(
				'closte-sync-link' => time() + LINK_SECONDS,
				'of'               => rawurlencode( $domain ),
			),
			$back
		);
	}
	wp_safe_redirect( $back );
	exit;
}

/** Shows the page of a link, if that is what is asked for. */
function show_link(): void {
	// phpcs:disable WordPress.Security.NonceVerification.Recommended -- The address is signed.
	$domain    = host_of( sanitize_text_field( wp_unslash( $_GET[ LINK_PARAMETER ] ?? '' ) ) );
	$ends      = absint( $_GET['until'] ?? 0 );
	$signature = sanitize_text_field( wp_unslash( $_GET['signature'] ?? '' ) );
	// phpcs:enable
	$row  = '' === $domain ? null : find_diagnosis( $domain );
	$good = null !== $row && '' !== $row['link_salt'] && $ends >= time() && hash_equals( link_signature( $row, $ends ), $signature );
	if ( $good ) {
		switch_to_locale( locale_of_site( $row['site_id'] ) );
	}
	load_language();
	nocache_headers();
	status_header( $good ? 200 : 404 );
	header( 'X-Robots-Tag: noindex, nofollow' );
	header( 'Referrer-Policy: no-referrer' );
	header( 'X-Frame-Options: DENY' );
	header( "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'" );
	require __DIR__ . '/link-template.php';
	exit;
}
