<?php
/**
 * Publishes the outbox in its order, one process at a time.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- Locks are no rows.

/** The most seconds that publishing may take: at the end of a page, and in the background. */
const PAGE_SECONDS       = 2.0;
const BACKGROUND_SECONDS = 20.0;

/**
 * Publishes at the end of the process. With PHP-FPM and LiteSpeed, the visitor has the page by then. If publishing could delay a
 * page for long, it is left to WP-Cron.
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

/** Publishes for WP-Cron and Action Scheduler. */
function drain_in_background(): void {
	drain( BACKGROUND_SECONDS );
}

/** Whether this process runs in the background, and nobody waits for its page. */
function nobody_waits(): bool {
	return wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
}

/**
 * Publishes the outbox in its order, one process at a time.
 *
 * @param float $seconds How long it may take.
 * @param bool  $insist  Whether to publish even during the pause after a failure.
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
 * Drains until nothing is left. A process that finds the outbox locked leaves its events to the process that holds the lock,
 * so the holder looks once more after it has released the lock.
 *
 * @param float $deadline When to stop, in seconds since 1970.
 * @param array $result   The result so far, which this changes.
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
 * Drains under the lock.
 *
 * @param float $deadline When to stop, in seconds since 1970.
 * @param array $result   The result so far, which this changes.
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
			$result['error'] = 'the database did not remove the published events, so they will be published again';
			return;
		}
		$result['published'] += count( $rows );
	}
}

/** Whether this process got the lock of the outbox. The database releases it when the process dies. */
function lock_outbox(): bool {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', lock_name() );
	return '1' === (string) quietly( fn() => $wpdb->get_var( $query ) );
}

/** Releases the lock. */
function unlock_outbox(): void {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', lock_name() );
	quietly( fn() => $wpdb->get_var( $query ) );
}

/** The name of the lock. Locks are server-wide, so it contains the database; it has 64 characters at most. */
function lock_name(): string {
	return 'closte_domain_sync_' . md5( DB_NAME . '/' . outbox_table() );
}
