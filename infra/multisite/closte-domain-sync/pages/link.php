<?php
/**
 * A link for whoever manages the DNS of a domain: one domain's records and state, without a login, for two weeks.
 *
 * The token is <seconds>.<signature>: an HMAC, with a key of this WordPress, of the domain, the seconds since 1970 at which
 * it ends, and a salt of the domain's row. Another salt revokes all links of the domain.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Seconds that a link is good for. */
const LINK_SECONDS = 1209600;

/**
 * The address of a domain's link.
 *
 * @param array $row  The row of the domain, with a salt.
 * @param int   $ends When it ends.
 */
function link_url( array $row, int $ends ): string {
	$query = array(
		LINK_PARAMETER => rawurlencode( $row['domain'] ),
		'until'        => $ends,
		'signature'    => link_signature( $row, $ends ),
	);
	return add_query_arg( $query, get_home_url( get_main_site_id(), '/' ) );
}

/**
 * What makes a link genuine.
 *
 * @param array $row  The row of the domain.
 * @param int   $ends When it ends.
 */
function link_signature( array $row, int $ends ): string {
	return hash_hmac( 'sha256', "closte-domain-sync link\n{$row['domain']}\n$ends\n{$row['link_salt']}", wp_salt( 'auth' ) );
}

/**
 * The form that makes a link, and the link that was made.
 *
 * @param array $row The row of the domain.
 */
function link_form( array $row ): string {
	$has    = '' !== $row['link_salt'];
	$fields = wp_nonce_field( LINK_ACTION . $row['domain'], '_wpnonce', true, false )
		. sprintf( '<input type="hidden" name="action" value="%s">', esc_attr( LINK_ACTION ) )
		. sprintf( '<input type="hidden" name="domain" value="%s">', esc_attr( $row['domain'] ) )
		. link_button( 'make', __( 'Link for the DNS manager', 'closte-domain-sync' ) )
		. ( $has ? link_button( 'revoke', __( 'Revoke the links', 'closte-domain-sync' ) ) : '' );
	$form   = sprintf( '<form class="closte-sync-form" method="post" action="%s">%s</form>', esc_url( admin_url( 'admin-post.php' ) ), $fields );
	return $form . ( $has ? made_link( $row ) : '' );
}

/**
 * A button of the form.
 *
 * @param string $what What it does.
 * @param string $text What it says.
 */
function link_button( string $what, string $text ): string {
	return sprintf( '<button type="submit" class="button" name="what" value="%s">%s</button> ', esc_attr( $what ), esc_html( $text ) );
}

/**
 * The link, right after it was made.
 *
 * @param array $row The row of the domain.
 */
function made_link( array $row ): string {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It says which of the user's own links to show.
	$ends = absint( $_GET['closte-sync-link'] ?? 0 );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- The same.
	$is_of = host_of( sanitize_text_field( wp_unslash( $_GET['of'] ?? '' ) ) ) === $row['domain'];
	if ( ! $is_of || $ends < time() || $ends > time() + LINK_SECONDS ) {
		return '';
	}
	$url = link_url( $row, $ends );
	/* translators: %s: date and time */
	$text = __( 'This link shows the records of this domain to everybody who has it, until %s:', 'closte-domain-sync' );
	$text = sprintf( $text, time_text( gmdate( 'Y-m-d\TH:i:s\Z', $ends ) ) );
	return sprintf(
		'<p role="status">%s<br><a href="%s">%s</a>%s</p>',
		esc_html( $text ),
		esc_url( $url ),
		esc_html( $url ),
		copy_button( __( 'Link', 'closte-domain-sync' ), $url )
	);
}

/** Takes the form: makes a link, or revokes all of the domain. */
function take_link_form(): void {
	$domain = host_of( sanitize_text_field( wp_unslash( $_POST['domain'] ?? '' ) ) );
	check_admin_referer( LINK_ACTION . $domain );
	$row = may_see( $domain ) ? find_diagnosis( $domain ) : null;
	if ( null === $row ) {
		wp_die( esc_html__( 'This is not a domain of yours.', 'closte-domain-sync' ), '', array( 'response' => 403 ) );
	}
	$back = remove_query_arg( array( 'closte-sync', 'closte-sync-link', 'of' ), wp_get_referer() );
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
