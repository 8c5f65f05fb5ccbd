<?php
/**
 * Credentials without a key: a file that says how to exchange another identity provider's token for one of
 * Google's (Workload Identity Federation), and the right to act as a service account.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

const TOKEN_SCOPE = 'https://www.googleapis.com/auth/pubsub';

/** The scope of a token that is only exchanged for a service account's token. */
const EXCHANGE_SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * The fault of credentials of these kinds, in words that don't show them; null if there is none.
 *
 * @param array $given The credentials.
 */
function federation_fault( array $given ): ?string {
	return 'external_account' === $given['type'] ? external_fault( $given ) : acting_fault( $given );
}

/**
 * The fault of credentials that act as a service account by means of others; null if there is none.
 *
 * @param array $given The credentials.
 */
function acting_fault( array $given ): ?string {
	$source = (array) ( $given['source_credentials'] ?? array() );
	if ( ! in_array( $source['type'] ?? null, array( 'service_account', 'external_account' ), true ) ) {
		// phpcs:ignore Generic.Files.LineLength.MaxExceeded -- A text is translated as a whole.
		return __( 'CLOSTE_SYNC_CREDENTIALS acts as a service account on behalf of a person, whose login expires: let an external_account or a key be its source.', 'closte-domain-sync' );
	}
	return impersonation_fault( $given ) ?? credentials_fault( $source );
}

/**
 * The fault of an external account; null if there is none.
 *
 * @param array $given The credentials.
 */
function external_fault( array $given ): ?string {
	foreach ( array( 'audience', 'subject_token_type', 'token_url' ) as $name ) {
		if ( ! is_string( $given[ $name ] ?? null ) ) {
			/* translators: %s: name of a field */
			return sprintf( __( 'CLOSTE_SYNC_CREDENTIALS is an external_account without %s.', 'closte-domain-sync' ), $name );
		}
	}
	$source = (array) ( $given['credential_source'] ?? array() );
	if ( ! is_string( $source['file'] ?? $source['url'] ?? null ) ) {
		// phpcs:ignore Generic.Files.LineLength.MaxExceeded -- A text is translated as a whole.
		return __( 'CLOSTE_SYNC_CREDENTIALS has no credential_source with a file or a url: the plugin reads no other kind.', 'closte-domain-sync' );
	}
	if ( ! is_of_google( $given['token_url'] ) ) {
		return not_of_google( 'token_url' );
	}
	return isset( $given['service_account_impersonation_url'] ) ? impersonation_fault( $given ) : null;
}

/**
 * The fault of the address at which to act as a service account; null if there is none.
 *
 * @param array $given The credentials.
 */
function impersonation_fault( array $given ): ?string {
	$url = $given['service_account_impersonation_url'] ?? null;
	return is_string( $url ) && is_of_google( $url ) ? null : not_of_google( 'service_account_impersonation_url' );
}

/**
 * The fault of an address to which no token may be sent.
 *
 * @param string $name Its field.
 */
function not_of_google( string $name ): string {
	/* translators: %s: name of a field */
	return sprintf( __( 'CLOSTE_SYNC_CREDENTIALS has a %s that is not Google\'s.', 'closte-domain-sync' ), $name );
}

/**
 * Whether tokens may be sent to an address: a file of credentials could name any.
 *
 * @param string $url The address.
 */
function is_of_google( string $url ): bool {
	return 1 === preg_match( '~^https://[a-z0-9.-]+\.googleapis\.com/~', $url );
}

/**
 * The account that these credentials act as.
 *
 * @param array $given The credentials.
 */
function federated_publisher( array $given ): string {
	$url = $given['service_account_impersonation_url'] ?? '';
	return preg_match( '~/serviceAccounts/([^/:]+):~', $url, $found ) ? $found[1] : $given['audience'];
}

/**
 * A token from the exchange that the credentials describe (https://cloud.google.com/iam/docs/reference/sts/rest).
 *
 * @param array $given    The credentials of an external account.
 * @param float $deadline The time by which it must be there, in seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function exchanged_token( array $given, float $deadline ): array {
	$subject = subject_token( $given['credential_source'], $deadline );
	if ( isset( $subject['error'] ) ) {
		return $subject;
	}
	$acts_as = isset( $given['service_account_impersonation_url'] );
	$asked   = array(
		'grant_type'           => 'urn:ietf:params:oauth:grant-type:token-exchange',
		'requested_token_type' => 'urn:ietf:params:oauth:token-type:access_token',
		'audience'             => $given['audience'],
		'scope'                => $acts_as ? EXCHANGE_SCOPE : TOKEN_SCOPE,
		'subject_token_type'   => $given['subject_token_type'],
		'subject_token'        => $subject['token'],
	);
	$headers = array( 'Content-Type' => 'application/x-www-form-urlencoded' );
	$answer  = answered( request( 'POST', $given['token_url'], $headers, http_build_query( $asked, '', '&' ), $deadline ), 'access_token' );
	if ( isset( $answer['error'] ) ) {
		return array( 'error' => "Google's exchange of tokens {$answer['error']}" );
	}
	if ( ! $acts_as ) {
		return array(
			'token'   => $answer['access_token'],
			'expires' => time() + (int) ( $answer['expires_in'] ?? 0 ),
		);
	}
	return impersonated_token( $given, $answer['access_token'], $deadline );
}

/**
 * The token of the other identity provider.
 *
 * @param array $source   The `credential_source`: where the token is, and in which format.
 * @param float $deadline The time by which it must be there, in seconds since 1970.
 * @return array `token`, or `error`.
 */
function subject_token( array $source, float $deadline ): array {
	$text   = is_string( $source['file'] ?? null ) ? text_of_file( $source['file'] ) : text_at_url( $source, $deadline );
	$format = (array) ( $source['format'] ?? array() );
	if ( 'json' === ( $format['type'] ?? 'text' ) ) {
		$fields = (array) json_decode( $text, true );
		$text   = $fields[ $format['subject_token_field_name'] ?? '' ] ?? '';
	}
	$token = is_string( $text ) ? trim( $text ) : '';
	return '' === $token ? array( 'error' => 'the credential_source of CLOSTE_SYNC_CREDENTIALS gives no token.' ) : array( 'token' => $token );
}

/**
 * The contents of a file; '' if it can't be read.
 *
 * @param string $file Its path.
 */
function text_of_file( string $file ): string {
	// phpcs:ignore WordPress.WP.AlternativeFunctions.file_get_contents_file_get_contents -- It is a file, and no URL.
	return is_file( $file ) && is_readable( $file ) ? (string) file_get_contents( $file, false, null, 0, 65536 ) : '';
}

/**
 * The answer at a URL; '' if it is not a success.
 *
 * @param array $source   The URL, and the headers to send.
 * @param float $deadline The time by which it must be there, in seconds since 1970.
 */
function text_at_url( array $source, float $deadline ): string {
	$headers  = array_filter( (array) ( $source['headers'] ?? array() ), 'is_string' );
	$response = request( 'GET', $source['url'], $headers, '', $deadline );
	return 200 === ( $response['status'] ?? 0 ) ? $response['body'] : '';
}

/**
 * A token of a service account that these credentials may act as.
 *
 * @param array  $given    The credentials, with the address to ask.
 * @param string $token    The token of the account that asks.
 * @param float  $deadline The time by which it must be there, in seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function impersonated_token( array $given, string $token, float $deadline ): array {
	$headers = array(
		'Authorization' => "Bearer $token",
		'Content-Type'  => 'application/json',
	);
	$asked   = array_filter(
		array(
			'scope'     => array( TOKEN_SCOPE ),
			'delegates' => $given['delegates'] ?? array(),
			'lifetime'  => '3600s',
		)
	);
	$url     = $given['service_account_impersonation_url'];
	$answer  = answered( request( 'POST', $url, $headers, wp_json_encode( $asked ), $deadline ), 'accessToken' );
	if ( isset( $answer['error'] ) ) {
		return array( 'error' => "the request to act as the service account {$answer['error']}" );
	}
	return array(
		'token'   => $answer['accessToken'],
		'expires' => (int) strtotime( (string) ( $answer['expireTime'] ?? '' ) ),
	);
}

/**
 * The fields of an answer with a token. Any other answer may repeat what was sent, and is not shown.
 *
 * @param array  $response The result of `request`.
 * @param string $name     The field with the token.
 * @return array The fields, or `error`, which completes a sentence.
 */
function answered( array $response, string $name ): array {
	if ( isset( $response['error'] ) ) {
		return array( 'error' => "failed: {$response['error']}" );
	}
	$fields = 200 === $response['status'] ? json_decode( $response['body'], true ) : null;
	if ( is_array( $fields ) && is_string( $fields[ $name ] ?? null ) ) {
		return $fields;
	}
	return array( 'error' => "was answered with {$response['status']}: see the attribute conditions of the pool, and its roles" );
}
