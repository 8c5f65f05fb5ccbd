<?php
/**
 * Publishes the outbox in its order, one process at a time.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- Locks are no rows.

/** Seconds that publishing may take: of somebody's page, and where nobody waits. */
const PAGE_SECONDS       = 2.0;
const BACKGROUND_SECONDS = 20.0;

/**
 * At the end of the process, when the visitor has the page where PHP can say so: FPM, LiteSpeed. What could hold a page for
 * long is left to WP-Cron.
 */
function drain_at_shutdown(): void {
	if ( ! memory()->recorded || memory()->failed ) {
		return;
	}
	if ( ! requests_end_in_time() && ! nobody_waits() ) {
		if ( time() >= failure()['retry_at'] ) {
			drain_soon();
		}
		return;
	}
	if ( function_exists( 'fastcgi_finish_request' ) ) {
		fastcgi_finish_request();
	} elseif ( function_exists( 'litespeed_finish_request' ) ) {
		litespeed_finish_request();
	}
	drain( nobody_waits() ? BACKGROUND_SECONDS : PAGE_SECONDS );
}

/** For WP-Cron and Action Scheduler. */
function drain_in_background(): void {
	drain( BACKGROUND_SECONDS );
}

/** Whether this process makes no page. */
function nobody_waits(): bool {
	return wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
}

/**
 * Publishes the outbox in its order, one process at a time.
 *
 * @param float $seconds How long it may take.
 * @param bool  $insist  Also before the pause after a failure is over.
 * @return array `published`, and `error` or null.
 */
function drain( float $seconds, bool $insist = false ): array {
	$deadline = microtime( true ) + $seconds;
	$due      = ! memory()->failed && time() >= failure()['retry_at'];
	$result   = array(
		'published' => 0,
		'error'     => null,
	);
	try {
		if ( ! is_active() ) {
			$result['error'] = implode( ' ', missing() ) . ( is_enabled() ? '' : ' Enable "Closte (Google Cloud)" in Ultimate Multisite.' );
		} elseif ( $insist || $due ) {
			drain_until( $deadline, $result );
		}
	} catch ( \Throwable $thrown ) {
		$result['error'] = 'publishing ended with ' . get_class( $thrown );
		log_line( $result['error'] );
	}
	return $result;
}

/**
 * Drains until nothing is left. Who finds the outbox locked leaves its events to the one who has it, so that one looks
 * again after it let go.
 *
 * @param float $deadline When to stop.
 * @param array $result   Is added to.
 */
function drain_until( float $deadline, array &$result ): void {
	ensure_outbox();
	do {
		if ( ! lock_outbox() ) {
			return;
		}
		try {
			drain_locked( $deadline, $result );
		} finally {
			unlock_outbox();
		}
	} while ( null === $result['error'] && microtime( true ) < $deadline && oldest_in_outbox() );
}

/**
 * Drains as the only one.
 *
 * @param float $deadline When to stop.
 * @param array $result   Is added to.
 */
function drain_locked( float $deadline, array &$result ): void {
	while ( microtime( true ) < $deadline ) {
		$rows = oldest_in_outbox();
		if ( ! $rows ) {
			return;
		}
		$error = publish( array_column( $rows, 'message' ), $deadline );
		if ( null !== $error ) {
			$result['error'] = $error;
			remember_failure( $error );
			return;
		}
		forget_failure();
		if ( ! remove_from_outbox( $rows ) ) {
			$result['error'] = 'the database did not remove what was published; it will be published again';
			return;
		}
		$result['published'] += count( $rows );
	}
}

/** Whether this process got the outbox for itself. The database lets go when the process dies. */
function lock_outbox(): bool {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', lock_name() );
	return '1' === (string) quietly( fn() => $wpdb->get_var( $query ) );
}

/** Lets go. */
function unlock_outbox(): void {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', lock_name() );
	quietly( fn() => $wpdb->get_var( $query ) );
}

/** Locks are the server's, so the name has the database in it; 64 characters at most. */
function lock_name(): string {
	return 'closte_domain_sync_' . md5( DB_NAME . '/' . outbox_table() );
}
