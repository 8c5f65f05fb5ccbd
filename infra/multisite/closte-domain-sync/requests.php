<?php
/**
 * HTTP requests that end in time.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Makes an HTTP request, and follows no redirect. The server has a second to accept the connection, and the rest of the time to
 * answer. With curl, the request ends by its deadline.
 *
 * @param string $method   HTTP method.
 * @param string $url      Where.
 * @param array  $headers  Headers.
 * @param string $body     Body.
 * @param float  $deadline When it has to end, in seconds since 1970.
 * @return array `status` and `body`, or `error`.
 */
function request( string $method, string $url, array $headers, string $body, float $deadline ): array {
	$left = $deadline - microtime( true );
	if ( $left < 1.2 ) {
		return array( 'error' => 'no time was left' );
	}
	$limit = __NAMESPACE__ . '\limit_request';
	add_action( 'requests-requests.before_request', $limit, 10, 5 );
	$response = wp_remote_request(
		$url,
		array(
			'method'              => $method,
			'headers'             => $headers,
			'body'                => $body,
			'timeout'             => min( 10, floor( 8 * ( $left - 1 ) ) / 8 ), // PHP warns about fractions of microseconds.
			'redirection'         => 0,
			'limit_response_size' => 65536,
			'user-agent'          => 'closte-domain-sync/1.0',
		)
	);
	remove_action( 'requests-requests.before_request', $limit, 10 );
	if ( is_wp_error( $response ) ) {
		return array( 'error' => $response->get_error_message() );
	}
	return array(
		'status' => (int) wp_remote_retrieve_response_code( $response ),
		'body'   => (string) wp_remote_retrieve_body( $response ),
	);
}

/**
 * Shortens the time to connect to a second; WordPress waits ten.
 *
 * @param string $url     Where.
 * @param array  $headers Headers.
 * @param mixed  $data    Body.
 * @param string $type    HTTP method.
 * @param array  $options Options of the request; changed.
 */
function limit_request( &$url, &$headers, &$data, &$type, &$options ): void {
	$options['connect_timeout'] = 1;
}

/**
 * Whether a request ends in time whatever the server does. Without curl, WordPress' library reads until the server closes
 * the connection, as long as a byte arrives now and then.
 */
function requests_end_in_time(): bool {
	return function_exists( 'curl_init' ) && function_exists( 'curl_exec' );
}
