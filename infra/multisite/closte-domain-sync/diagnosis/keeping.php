<?php
/**
 * Keeps the diagnoses of domains in the table, unless a later one is there already, and forgets unmapped domains.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- The table is the plugin's own.

/**
 * Keeps the diagnosis of a domain, unless the same one or a later one was received before.
 *
 * @param string     $domain    The domain.
 * @param array|null $diagnosis The diagnosis; null if the domain was unmapped.
 * @param int        $told_ms   When it was sent, in milliseconds since 1970.
 * @return bool|null Whether it was kept; null if the database refuses it.
 */
function keep_diagnosis( string $domain, ?array $diagnosis, int $told_ms ): ?bool {
	global $wpdb;
	$table  = diagnosis_table();
	$before = find_diagnosis( $domain );
	$row    = array(
		'site_id'    => $diagnosis['siteId'] ?? 0,
		'stage'      => $diagnosis['stage'] ?? '',
		'place'      => null === $diagnosis ? LIVE : place_of( $diagnosis ),
		'expires_at' => expiry_to_note( $diagnosis, $before ),
		'news'       => null === $diagnosis ? '' : news_of( $diagnosis, $before ),
		'diagnosis'  => null === $diagnosis ? null : wp_json_encode( $diagnosis ),
	);
	$kept   = quietly(
		function () use ( $wpdb, $table, $domain, $row, $told_ms ) {
			$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $table (domain, site_id, stage, place, told_ms) VALUES (%s, 0, '', 0, 0)", $domain ) );
			// A single statement, so that of two at the same time the later diagnosis stays.
			// Links are revoked when the domain gets another site. The columns are set in this order.
			$set = array( $wpdb->prepare( "link_salt = IF(site_id = %d, link_salt, '')", $row['site_id'] ) );
			foreach ( $row as $column => $value ) {
				$set[] = null === $value ? "$column = NULL" : $wpdb->prepare( "$column = %s", $value );
			}
			$set[] = $wpdb->prepare( 'told_ms = %d', $told_ms );
			// A time so far ahead is never accepted: if the row has one, the clock of this server was wrong then.
			$impossible = (int) ( microtime( true ) * 1000 ) + CLOCK_MS;
			$earlier    = $wpdb->prepare( 'domain = %s AND (told_ms < %d OR told_ms > %d)', $domain, $told_ms, $impossible );
			return $wpdb->query( "UPDATE $table SET " . implode( ', ', $set ) . " WHERE $earlier" );
		}
	);
	return false === $kept ? null : $kept > 0;
}

/**
 * When the last diagnosis of a domain was sent, or when the domain was unmapped, in milliseconds since 1970.
 *
 * @param string $domain The domain.
 */
function last_told_ms( string $domain ): int {
	global $wpdb;
	$table = diagnosis_table();
	return (int) quietly( fn() => $wpdb->get_var( $wpdb->prepare( "SELECT told_ms FROM $table WHERE domain = %s", $domain ) ) );
}

/**
 * Forgets the diagnosis of a domain, or those of all domains of a site, once these are unmapped; a diagnosis sent before then is
 * refused.
 *
 * @param string $column  Either `domain` or `site_id`.
 * @param string $value   Its value.
 * @param int    $told_ms When it was unmapped, in milliseconds since 1970.
 */
function forget_diagnoses( string $column, string $value, int $told_ms ): void {
	global $wpdb;
	$table = diagnosis_table();
	$key   = 'site_id' === $column ? $wpdb->prepare( 'site_id = %s', $value ) : $wpdb->prepare( 'domain = %s', $value );
	$set   = $wpdb->prepare( "diagnosis = NULL, news = '', link_salt = '', told_ms = GREATEST(told_ms, %d)", $told_ms );
	quietly( fn() => $wpdb->query( "UPDATE $table SET $set WHERE $key" ) );
	quietly( fn() => $wpdb->query( $wpdb->prepare( "DELETE FROM $table WHERE diagnosis IS NULL AND told_ms < %d", $told_ms - 3600000 ) ) );
}
