<?php
/**
 * The REST route by which the functions send the diagnosis of a domain: PUT …/closte-domain-sync/v1/domains/<domain>.
 *
 * The body is the domain's JSON. It is signed with the secret of the proxy proof, in two headers:
 *
 *   X-Closte-Sync-Time:      milliseconds since 1970
 *   X-Closte-Sync-Signature: the HMAC-SHA-256, as hexadecimal digits, of these lines, each but the last ended by \n:
 *                            "closte-domain-sync/v1", the method, the route, the time, the SHA-256 of the body
 *
 * A request that is more than five minutes off is refused, and so is one that is not later than the last: none can be replayed.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The route's namespace; also the first line of the signed text. */
const REST_NAMESPACE = 'closte-domain-sync/v1';

/** The most that the clocks may differ, in milliseconds, and the largest body, in bytes. */
const CLOCK_MS   = 300000;
const BODY_BYTES = 262144;

/** Registers the route. */
function register_route(): void {
	register_rest_route(
		REST_NAMESPACE,
		'/domains/(?P<domain>[^/]+)',
		array(
			'methods'             => 'PUT',
			'callback'            => __NAMESPACE__ . '\take_diagnosis',
			'permission_callback' => __NAMESPACE__ . '\is_signed',
		)
	);
}

/**
 * Whether a request is signed by the functions.
 *
 * @param \WP_REST_Request $request The request.
 * @return true|\WP_Error
 */
function is_signed( $request ) {
	$time      = (string) $request->get_header( 'x_closte_sync_time' );
	$signature = (string) $request->get_header( 'x_closte_sync_signature' );
	$body      = (string) $request->get_body();
	if ( ! preg_match( '/^\d{13}$/D', $time ) || ! preg_match( '/^[0-9a-f]{64}$/D', $signature ) ) {
		return refusal( 401, 'unsigned', 'The request is not signed.' );
	}
	if ( strlen( $body ) > BODY_BYTES ) {
		return refusal( 413, 'too_large', 'The body is too large.' );
	}
	$keys = signing_keys();
	if ( ! $keys ) {
		return refusal( 401, 'no_secret', 'This multisite has no secret: define CLOSTE_SYNC_PROOF_SECRET, or enable the API of Ultimate Multisite.' );
	}
	$signed = implode( "\n", array( REST_NAMESPACE, $request->get_method(), $request->get_route(), $time, hash( 'sha256', $body ) ) );
	foreach ( $keys as $key ) {
		if ( hash_equals( hash_hmac( 'sha256', $signed, $key ), $signature ) ) {
			$is_now = abs( microtime( true ) * 1000 - (int) $time ) <= CLOCK_MS;
			return $is_now ? true : refusal( 401, 'clock', 'The clocks differ: the time here is ' . gmdate( 'Y-m-d\TH:i:s\Z' ) . '.' );
		}
	}
	return refusal( 401, 'signature', 'The signature is wrong: the secrets differ.' );
}

/**
 * The secrets that the functions may know: that of the proof, and that of the REST API.
 *
 * @return string[]
 */
function signing_keys(): array {
	$settings = get_network_option( null, ULTIMATE_SETTINGS );
	$secret   = is_array( $settings ) ? (string) ( $settings['api_secret'] ?? '' ) : '';
	return array_values( array_unique( array_filter( array( (string) proof_key(), $secret ), 'strlen' ) ) );
}

/**
 * Keeps the diagnosis in a request.
 *
 * @param \WP_REST_Request $request The request, which is signed.
 * @return \WP_REST_Response|\WP_Error
 */
function take_diagnosis( $request ) {
	$domain    = host_of( rawurldecode( $request->get_url_params()['domain'] ) ); // The general parameters would prefer the body's domain.
	$diagnosis = read_diagnosis( json_decode( $request->get_body(), true ) );
	if ( null === $diagnosis || $diagnosis['domain'] !== $domain ) {
		return refusal( 400, 'body', 'The body is not the JSON of this domain.' );
	}
	ensure_outbox();
	$before = find_diagnosis( $domain );
	$keep   = fn() => keep_diagnosis(
		$domain,
		'unmapped' === $diagnosis['intent'] ? null : $diagnosis,
		(int) $request->get_header( 'x_closte_sync_time' )
	);
	$kept   = $keep();
	if ( null === $kept ) {
		// The table may have been dropped, or left out of a copy of the database.
		create_outbox();
		$kept = $keep();
	}
	if ( null === $kept ) {
		return refusal( 503, 'database', 'The database refuses the diagnosis.' );
	}
	if ( ! $kept ) {
		return refusal( 409, 'replayed', 'This diagnosis, or a later one, was received before.', array( 'told_ms' => last_told_ms( $domain ) ) );
	}
	log_for_ultimate( $diagnosis, $before );
	return new \WP_REST_Response( null, 204 );
}

/**
 * Why a request is refused.
 *
 * @param int    $status HTTP status.
 * @param string $code   The reason in a word.
 * @param string $text   The reason.
 * @param array  $facts  Further facts.
 */
function refusal( int $status, string $code, string $text, array $facts = array() ): \WP_Error {
	return new \WP_Error( "closte_domain_sync_$code", $text, array( 'status' => $status ) + $facts );
}

/**
 * Notes in Ultimate Multisite's "Domain Test Log" how a domain stands, and why.
 *
 * @param array      $diagnosis The new diagnosis.
 * @param array|null $before    The row before it.
 */
function log_for_ultimate( array $diagnosis, ?array $before ): void {
	if ( ! function_exists( 'wu_log_add' ) || 'unmapped' === $diagnosis['intent'] ) {
		return;
	}
	load_language();
	$lines = array_merge( array( stage_text( $diagnosis['stage'] ) ), array_map( __NAMESPACE__ . '\problem_line', $diagnosis['problems'] ) );
	$old   = null === $before ? array() : $before['diagnosis'];
	if ( ( $old['stage'] ?? '' ) !== $diagnosis['stage'] || ( $old['problems'] ?? null ) !== $diagnosis['problems'] ) {
		wu_log_add( "domain-{$diagnosis['domain']}", 'Closte domain sync: ' . implode( ' – ', $lines ) );
	}
}
