<?php
/**
 * Turns events into messages of the contract (docs/contract.md), and puts them into the outbox.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The version of the contract. */
const MESSAGE_VERSION = 1;

/**
 * Records an event of a domain.
 *
 * @param string $type      Type of the event.
 * @param mixed  $domain    The domain, as it was written.
 * @param mixed  $site_id   Its site; 0 if it is to be looked up.
 * @param int    $domain_id Ultimate Multisite's record; 0 if it is to be looked up.
 */
function record_of_domain( string $type, $domain, $site_id, int $domain_id = 0 ): bool {
	$host    = is_string( $domain ) ? host_of( $domain ) : '';
	$record  = '' === $host || $domain_id > 0 ? null : ultimate_domain( $host );
	$site_id = is_numeric( $site_id ) && $site_id > 0 ? (int) $site_id : ( $record ? (int) $record->get_blog_id() : 0 );
	if ( '' === $host || strlen( $host ) > 1000 || ! preg_match( '//u', $host ) || $site_id < 1 ) {
		log_line( "$type was not published: it came without a domain or a site." );
		return false;
	}
	$fields    = array(
		'domain' => $host,
		'siteId' => $site_id,
	);
	$domain_id = $domain_id > 0 ? $domain_id : ( $record ? (int) $record->get_id() : 0 );
	if ( $domain_id > 0 ) {
		$fields['domainId'] = $domain_id;
	}
	$site = get_site( $site_id );
	return record( $type, $fields, $site ? (int) $site->network_id : null );
}

/**
 * Records an event of a site, if it has a domain of its own, which sites in subdirectories lack.
 *
 * @param string   $type Type of the event.
 * @param \WP_Site $site The site.
 */
function record_of_site( string $type, $site ): bool {
	return has_own_domain( $site ) && record_of_domain( $type, $site->domain, $site->blog_id );
}

/**
 * Puts an event into the outbox. A failure never stops the page.
 *
 * @param string   $type       Type of the event.
 * @param array    $fields     The fields of its type.
 * @param int|null $network_id The network; null is the current one.
 */
function record( string $type, array $fields, ?int $network_id = null ): bool {
	try {
		$moment = next_moment();
		forget_what_went( $type, $fields, $moment );
		return is_active() && add_to_outbox( message( $type, $fields, $moment, $network_id ) );
	} catch ( \Throwable $thrown ) {
		log_line( "$type could not be recorded: " . get_class( $thrown ) );
		return false;
	}
}

/**
 * Forgets the diagnosis of a domain that is unmapped.
 *
 * @param string $type   Type of the event.
 * @param array  $fields The fields of its type.
 * @param int    $moment When it happened, in milliseconds since 1970.
 */
function forget_what_went( string $type, array $fields, int $moment ): void {
	if ( ! in_array( $type, array( 'domain.deleted', 'site.deleted' ), true ) ) {
		return;
	}
	read_files( array( 'diagnosis/table', 'diagnosis/keeping' ) );
	if ( 'domain.deleted' === $type ) {
		forget_diagnoses( 'domain', $fields['domain'], $moment );
	} else {
		forget_diagnoses( 'site_id', (string) $fields['siteId'], $moment );
	}
}

/**
 * The message of an event.
 *
 * @param string   $type       Type of the event.
 * @param array    $fields     The fields of its type.
 * @param int      $moment_ms  When it happened, in milliseconds since 1970.
 * @param int|null $network_id The network; null is the current one.
 */
function message( string $type, array $fields, int $moment_ms, ?int $network_id = null ): array {
	$message = array(
		'version'    => MESSAGE_VERSION,
		'id'         => bin2hex( random_bytes( 16 ) ),
		'type'       => $type,
		'occurredAt' => gmdate( 'Y-m-d\TH:i:s', intdiv( $moment_ms, 1000 ) ) . sprintf( '.%03dZ', $moment_ms % 1000 ),
	) + $fields;
	$network = network_fields( $network_id );
	if ( $network ) {
		$message['network'] = $network;
	}
	if ( ! isset( $message['settings'] ) && function_exists( 'wu_get_setting' ) ) {
		$message['settings'] = array( 'dnsCheckInterval' => check_interval() );
	}
	return $message;
}

/**
 * The ordering key of a message: its domain, else its site, else the settings.
 *
 * @param array $message The message.
 */
function ordering_key( array $message ): string {
	if ( isset( $message['domain'] ) ) {
		return $message['domain'];
	}
	return isset( $message['siteId'] ) ? 'site-' . $message['siteId'] : 'settings';
}
