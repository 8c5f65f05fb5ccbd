<?php
/**
 * The tokens that Pub/Sub accepts.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * A token that Pub/Sub accepts. It is kept only in this process, until a minute before it expires: making one takes a
 * millisecond, or a request to a server on the same machine, and a token that is not stored can't be stolen.
 *
 * @param float $deadline The time by which it must be there, in seconds since 1970.
 * @return string|array The token, or the failure as `error`.
 */
function access_token( float $deadline ) {
	static $kept = null;
	if ( null === $kept || $kept['expires'] - 60 <= time() ) {
		$token = '' === configured( 'CLOSTE_SYNC_CREDENTIALS' ) ? metadata_token( $deadline ) : token_by( credentials(), $deadline );
		if ( isset( $token['error'] ) ) {
			return $token;
		}
		$kept = $token;
	}
	return $kept['token'];
}

/**
 * A token from the given credentials.
 *
 * @param array|string $given    The credentials, or their fault.
 * @param float        $deadline The time by which it must be there, in seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function token_by( $given, float $deadline ): array {
	if ( is_string( $given ) ) {
		return array( 'error' => $given );
	}
	switch ( $given['type'] ?? 'service_account' ) {
		case 'external_account':
			return exchanged_token( $given, $deadline );
		case 'impersonated_service_account':
			$source = $given['source_credentials'];
			$token  = 'service_account' === $source['type']
				? signed_token( $source, 'https://iamcredentials.googleapis.com/', time() )
				: exchanged_token( $source, $deadline );
			return isset( $token['error'] ) ? $token : impersonated_token( $given, $token['token'], $deadline );
		default:
			return signed_token( $given, 'https://pubsub.googleapis.com/', time() );
	}
}

/**
 * A token that is signed with the key of the service account. Google's APIs accept it in place of one from its token server
 * (https://google.aip.dev/auth/4111), which saves each page a request.
 *
 * @param array  $key The key of the service account.
 * @param string $api The API that the token is for.
 * @param int    $now Seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function signed_token( array $key, string $api, int $now ): array {
	$header    = array(
		'alg' => 'RS256',
		'typ' => 'JWT',
	);
	$header   += isset( $key['private_key_id'] ) ? array( 'kid' => $key['private_key_id'] ) : array();
	$claims    = array(
		'iss' => $key['client_email'],
		'sub' => $key['client_email'],
		'aud' => $api,
		'iat' => $now,
		'exp' => $now + 3600,
	);
	$signed    = base64url( wp_json_encode( $header ) ) . '.' . base64url( wp_json_encode( $claims ) );
	$signature = '';
	if ( ! openssl_sign( $signed, $signature, openssl_pkey_get_private( $key['private_key'] ), OPENSSL_ALGO_SHA256 ) ) {
		return array( 'error' => 'the private key in CLOSTE_SYNC_CREDENTIALS can\'t sign.' );
	}
	return array(
		'token'   => $signed . '.' . base64url( $signature ),
		'expires' => $now + 3600,
	);
}

/**
 * The given credentials: the key of a service account, an external account, or the right to act as a service account.
 *
 * @return array|string The credentials, or their fault in words that don't show them.
 */
function credentials() {
	$given = configured( 'CLOSTE_SYNC_CREDENTIALS' );
	$json  = $given;
	if ( '{' !== substr( $given, 0, 1 ) ) {
		// phpcs:ignore WordPress.WP.AlternativeFunctions.file_get_contents_file_get_contents -- It is a file, and no URL.
		$json = is_file( $given ) && is_readable( $given ) ? file_get_contents( $given, false, null, 0, 65536 ) : false;
	}
	if ( false === $json ) {
		return __( 'CLOSTE_SYNC_CREDENTIALS names a file that PHP cannot read.', 'closte-domain-sync' );
	}
	$read = json_decode( $json, true );
	return is_array( $read ) ? credentials_fault( $read ) ?? $read : no_credentials();
}

/** The fault of a text that contains no credentials. */
function no_credentials(): string {
	// phpcs:ignore Generic.Files.LineLength.MaxExceeded -- A text is translated as a whole.
	return __( 'CLOSTE_SYNC_CREDENTIALS is neither the key of a service account (JSON with client_email and private_key) nor an external_account.', 'closte-domain-sync' );
}

/**
 * The fault of credentials, in words that don't show them; null if there is none.
 *
 * @param array $given The credentials.
 */
function credentials_fault( array $given ): ?string {
	if ( in_array( $given['type'] ?? null, array( 'external_account', 'impersonated_service_account' ), true ) ) {
		return federation_fault( $given );
	}
	if ( ! is_string( $given['client_email'] ?? null ) || ! is_string( $given['private_key'] ?? null ) ) {
		return no_credentials();
	}
	if ( ! function_exists( 'openssl_pkey_get_private' ) ) {
		return __( 'PHP lacks its extension openssl, which signs with the key of the service account.', 'closte-domain-sync' );
	}
	$is_key = false !== openssl_pkey_get_private( $given['private_key'] );
	return $is_key ? null : __( 'The private key in CLOSTE_SYNC_CREDENTIALS cannot be read.', 'closte-domain-sync' );
}

/**
 * The token of the machine's own account, where WordPress runs on Google Cloud.
 *
 * @param float $deadline The time by which it must be there, in seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function metadata_token( float $deadline ): array {
	$host     = trim( (string) getenv( 'GCE_METADATA_HOST' ) );
	$host     = '' === $host ? '169.254.169.254' : $host; // An address needs no DNS look-up.
	$url      = "http://$host/computeMetadata/v1/instance/service-accounts/default/token";
	$response = request( 'GET', $url, array( 'Metadata-Flavor' => 'Google' ), '', $deadline );
	$answer   = 200 === ( $response['status'] ?? 0 ) ? json_decode( $response['body'], true ) : null;
	if ( ! is_array( $answer ) || ! is_string( $answer['access_token'] ?? null ) || ! is_numeric( $answer['expires_in'] ?? null ) ) {
		return array( 'error' => 'Define CLOSTE_SYNC_CREDENTIALS in wp-config.php: this machine has no account on Google Cloud.' );
	}
	return array(
		'token'   => $answer['access_token'],
		'expires' => time() + (int) $answer['expires_in'],
	);
}

/**
 * Base64 in the form that tokens use.
 *
 * @param string $bytes Bytes.
 */
function base64url( string $bytes ): string {
	// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- Tokens are made so (RFC 7515).
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}
