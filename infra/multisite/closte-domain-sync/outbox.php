<?php
/**
 * The outbox: a table with the messages that Pub/Sub has not acknowledged.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- The tables are the plugin's own.

/** The version of the plugin's tables. */
const TABLE_VERSION = 2;

/** Messages in one request; Pub/Sub accepts 1,000. */
const BATCH = 100;

/** The table, one for all networks of the installation. */
function outbox_table(): string {
	global $wpdb;
	return $wpdb->base_prefix . 'closte_domain_sync_outbox';
}

/**
 * The memory of this process: the time of its last event, whether it recorded an event, whether publishing failed, the
 * check interval that it published, and the locale whose translation it has read.
 *
 * @return object
 */
function memory() {
	static $memory = null;
	if ( null === $memory ) {
		$memory = (object) array(
			'moment_ms' => 0,
			'recorded'  => false,
			'failed'    => false,
			'interval'  => 0,
			'locale'    => '',
		);
	}
	return $memory;
}

/**
 * Now, in milliseconds since 1970, but later than any event that waits or that this process recorded: the functions order
 * events by time, and two in the same millisecond would be tied.
 */
function next_moment(): int {
	global $wpdb;
	ensure_outbox();
	$table   = outbox_table();
	$waiting = quietly( fn() => $wpdb->get_var( "SELECT occurred_ms FROM $table ORDER BY id DESC LIMIT 1" ) );
	$last    = max( memory()->moment_ms, (int) $waiting );

	memory()->moment_ms = max( (int) floor( microtime( true ) * 1000 ), $last + 1 );
	return memory()->moment_ms;
}

/**
 * Adds a message; false if the database refuses it.
 *
 * @param array $message The message.
 */
function add_to_outbox( array $message ): bool {
	global $wpdb;
	$row    = array(
		'occurred_ms' => memory()->moment_ms,
		'message'     => wp_json_encode( $message ),
	);
	$insert = fn() => $wpdb->insert( outbox_table(), $row, array( '%d', '%s' ) );
	if ( ! quietly( $insert ) ) {
		// The table may have been dropped, or left out of a copy of the database.
		create_outbox();
		if ( ! quietly( $insert ) ) {
			log_line( "the database did not take event {$message['id']} ({$message['type']} of " . ordering_key( $message ) . ').' );
			return false;
		}
	}
	memory()->recorded = true;
	return true;
}

/**
 * The oldest messages.
 *
 * @return object[] Rows with `id` and `message`.
 */
function oldest_in_outbox(): array {
	global $wpdb;
	$table = outbox_table();
	$query = $wpdb->prepare( "SELECT id, message FROM $table ORDER BY id LIMIT %d", BATCH );
	$rows  = quietly( fn() => $wpdb->get_results( $query ) );
	return is_array( $rows ) ? $rows : array();
}

/**
 * Removes the messages that were acknowledged.
 *
 * @param object[] $rows Rows of the outbox.
 */
function remove_from_outbox( array $rows ): bool {
	global $wpdb;
	$table = outbox_table();
	$ids   = implode( ',', array_map( fn( $row ) => (int) $row->id, $rows ) );
	return false !== quietly( fn() => $wpdb->query( "DELETE FROM $table WHERE id IN ($ids)" ) );
}

/** How many messages wait, the time of the oldest (seconds since 1970; 0 if none waits), and whether the table exists. */
function waiting(): array {
	global $wpdb;
	ensure_outbox();
	$table = outbox_table();
	$ask   = fn() => quietly( fn() => $wpdb->get_row( "SELECT COUNT(*) AS messages, MIN(occurred_ms) AS oldest_ms FROM $table" ) );
	$row   = $ask();
	if ( ! $row ) {
		create_outbox();
		$row = $ask();
	}
	return array(
		'messages' => $row ? (int) $row->messages : 0,
		'since'    => $row ? intdiv( (int) $row->oldest_ms, 1000 ) : 0,
		'is_there' => (bool) $row,
	);
}

/** Makes the plugin's tables, unless this version of them exists. */
function ensure_outbox(): void {
	if ( TABLE_VERSION !== (int) get_network_option( get_main_network_id(), 'closte_domain_sync_table', 0 ) ) {
		create_outbox();
	}
}

/** Makes the plugin's tables. */
function create_outbox(): void {
	global $wpdb;
	$table   = outbox_table();
	$collate = $wpdb->get_charset_collate();
	$made    = quietly(
		fn() => $wpdb->query(
			"CREATE TABLE IF NOT EXISTS $table (
				id bigint unsigned NOT NULL AUTO_INCREMENT,
				occurred_ms bigint unsigned NOT NULL,
				message longtext NOT NULL,
				PRIMARY KEY  (id)
			) $collate"
		)
	);
	read_files( array( 'diagnosis/table' ) );
	if ( create_diagnosis_table() && false !== $made ) {
		update_network_option( get_main_network_id(), 'closte_domain_sync_table', TABLE_VERSION );
	}
}

/**
 * Asks the database; a failure is not shown on the page.
 *
 * @param callable $ask The query.
 * @return mixed The result of the query.
 */
function quietly( callable $ask ) {
	global $wpdb;
	$suppressed = $wpdb->suppress_errors( true );
	try {
		return $ask();
	} finally {
		$wpdb->suppress_errors( $suppressed );
	}
}
