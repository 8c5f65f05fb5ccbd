<?php
/**
 * The requests to Pub/Sub, and the meaning of its answers.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Publishes messages in their order.
 *
 * @param string[] $messages As JSON.
 * @param float    $deadline When to stop.
 * @return string|null The failure, without secrets; null if Pub/Sub has them.
 */
function publish( array $messages, float $deadline ): ?string {
	$missing = missing();
	if ( $missing ) {
		return implode( ' ', $missing );
	}
	$token = '' === emulator() ? access_token( $deadline ) : '';
	if ( is_array( $token ) ) {
		return $token['error'];
	}
	$headers = array( 'Content-Type' => 'application/json' );
	if ( '' !== $token ) {
		$headers['Authorization'] = "Bearer $token";
	}
	$body     = wp_json_encode( array( 'messages' => array_map( __NAMESPACE__ . '\pubsub_message', $messages ) ) );
	$response = request( 'POST', publish_url(), $headers, $body, $deadline );
	if ( isset( $response['error'] ) ) {
		return 'Pub/Sub can\'t be reached: ' . $response['error'];
	}
	if ( 200 !== $response['status'] ) {
		return what_status_means( $response['status'] );
	}
	$answer = json_decode( $response['body'], true );
	$ids    = is_array( $answer ) && isset( $answer['messageIds'] ) ? $answer['messageIds'] : null;
	return is_array( $ids ) && count( $ids ) === count( $messages ) ? null : 'Pub/Sub did not acknowledge every message.';
}

/**
 * A message in the form of Pub/Sub's REST API.
 *
 * @param string $json The message.
 */
function pubsub_message( string $json ): array {
	$message = json_decode( $json, true );
	return array(
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- Pub/Sub's REST API has it so.
		'data'        => base64_encode( $json ),
		'attributes'  => array( 'type' => $message['type'] ),
		'orderingKey' => ordering_key( $message ),
	);
}

/** Where to publish. */
function publish_url(): string {
	$server  = '' === emulator() ? 'https://pubsub.googleapis.com' : 'http://' . emulator();
	$project = rawurlencode( configured( 'CLOSTE_SYNC_PROJECT' ) );
	$topic   = rawurlencode( configured( 'CLOSTE_SYNC_TOPIC' ) );
	return "$server/v1/projects/$project/topics/$topic:publish";
}

/** The emulator's host and port; '' if the real service is used. */
function emulator(): string {
	$host = configured( 'PUBSUB_EMULATOR_HOST' );
	$host = '' === $host ? trim( (string) getenv( 'PUBSUB_EMULATOR_HOST' ) ) : $host;
	return rtrim( (string) preg_replace( '#^http://#', '', $host ), '/' );
}

/**
 * The meaning of an answer of Pub/Sub. Its own words are left out, since they may repeat anything that was sent.
 *
 * @param int $status HTTP status.
 */
function what_status_means( int $status ): string {
	$project = configured( 'CLOSTE_SYNC_PROJECT' );
	$topic   = configured( 'CLOSTE_SYNC_TOPIC' );
	$known   = array(
		400 => 'the request is not valid: check CLOSTE_SYNC_PROJECT and CLOSTE_SYNC_TOPIC',
		401 => 'the key is not accepted: it was deleted or disabled, or the clock of this server is wrong',
		403 => "the account may not publish to the topic $topic of $project: grant it roles/pubsub.publisher",
		404 => "there is no topic $topic in the project $project",
		429 => 'too many requests',
	);
	$meaning = $known[ $status ] ?? ( $status >= 500 ? 'it is unavailable' : 'this answer is unexpected' );
	return "Pub/Sub answered $status: $meaning.";
}
