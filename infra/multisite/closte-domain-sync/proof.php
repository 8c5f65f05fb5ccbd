<?php
/**
 * The proxy proof: shows that a domain behind a proxy leads to this network.
 *
 * WordPress finds the site of a request before it reads plugins. So there are three moments to answer: in wp-config.php,
 * without WordPress, if the key is a constant; when WordPress finds no site, if wp-config.php has read the plugin; and
 * when WordPress reads the plugin, before anything redirects or asks for a login.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( __NAMESPACE__ . '\VERSION' ) || exit; // While wp-config.php reads this file, ABSPATH is not defined yet.

/** The path of the proof; the token follows it. */
const PROOF_PATH = '/.well-known/closte-domain-sync/';

/**
 * Answers a request for the proof, and ends the process. Any other request goes on.
 *
 * @param string|null $key The key; null if there is none.
 */
function answer_proof( ?string $key ): void {
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- It is matched whole against a pattern.
	$token = proof_token( $_SERVER );
	if ( null === $token ) {
		return;
	}
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- It is matched whole against a pattern.
	$host = proof_host( $_SERVER );
	$body = null === $key || '' === $token || '' === $host ? null : proof( $key, $host, $token );
	http_response_code( null === $body ? 404 : 200 );
	header( 'Content-Type: text/plain; charset=utf-8' );
	header( 'Cache-Control: no-store' );
	header( 'X-Content-Type-Options: nosniff' );
	// phpcs:ignore WordPress.Security.EscapeOutput -- It is plain text: hexadecimal digits.
	echo null === $body ? 'Not found' : $body;
	exit;
}

/** Answers once WordPress can read the key from the places where it may be. */
function answer_proof_in_wordpress(): void {
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- It is matched whole against a pattern.
	if ( null !== proof_token( $_SERVER ) ) {
		answer_proof( proof_key() );
	}
}

/**
 * The proof that the holder of the key serves the host.
 *
 * @param string $key   The key.
 * @param string $host  The host.
 * @param string $token The random token of the other side.
 */
function proof( string $key, string $host, string $token ): string {
	return hash_hmac( 'sha256', "closte-domain-sync\n$host\n$token", $key );
}

/**
 * The token of a request for the proof; '' if the token is not valid, null if the request is for something else.
 *
 * @param array $server The request, as in $_SERVER.
 */
function proof_token( array $server ): ?string {
	$uri  = is_string( $server['REQUEST_URI'] ?? null ) ? $server['REQUEST_URI'] : '';
	$path = explode( '?', $uri, 2 )[0];
	if ( ! in_array( $server['REQUEST_METHOD'] ?? '', array( 'GET', 'HEAD' ), true ) || 0 !== strpos( $path, PROOF_PATH ) ) {
		return null;
	}
	$token = (string) substr( $path, strlen( PROOF_PATH ) );
	return preg_match( '/^[A-Za-z0-9_-]{16,64}$/D', $token ) ? $token : '';
}

/**
 * The host of the request; '' if it is not a name.
 *
 * @param array $server The request, as in $_SERVER.
 */
function proof_host( array $server ): string {
	$host = strtolower( is_string( $server['HTTP_HOST'] ?? null ) ? $server['HTTP_HOST'] : '' );
	$host = (string) preg_replace( '/:\d+$/D', '', $host );
	return preg_match( '/^[a-z0-9.-]{1,253}$/D', $host ) ? $host : '';
}

/** The key of the proof: the constant, or the secret of Ultimate Multisite's API. */
function proof_key(): ?string {
	$key = configured( 'CLOSTE_SYNC_PROOF_SECRET' );
	if ( '' !== $key ) {
		return $key;
	}
	$settings = get_network_option( null, ULTIMATE_SETTINGS );
	$secret   = is_array( $settings ) ? $settings['api_secret'] ?? null : null;
	return is_string( $secret ) && '' !== $secret ? $secret : null;
}
