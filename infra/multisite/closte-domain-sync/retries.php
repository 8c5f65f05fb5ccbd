<?php
/**
 * When publishing is tried again: after a failure, and for the events of a process that died.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The hook of WP-Cron and Action Scheduler that drains the outbox, and how often WP-Cron runs it. */
const DRAIN_HOOK    = 'closte_domain_sync_drain';
const CRON_SCHEDULE = 'closte_domain_sync_minute';

/** The group of its actions in Action Scheduler. */
const ACTION_GROUP = 'closte-domain-sync';

/** The hook of WP-Cron that writes e-mails. */
const MAIL_HOOK = 'closte_domain_sync_mail';

/** The last failure: `failures` in a row, `retry_at` (seconds since 1970), `error`. */
function failure(): array {
	$failure = get_network_option( get_main_network_id(), 'closte_domain_sync_failure', array() );
	return ( is_array( $failure ) ? $failure : array() ) + array(
		'failures' => 0,
		'retry_at' => 0,
		'error'    => '',
	);
}

/**
 * Waits longer after each failure, up to nearly a minute, and lets WP-Cron or Action Scheduler try again, whichever runs.
 *
 * @param string $error The failure.
 */
function remember_failure( string $error ): void {
	memory()->failed = true;

	$before   = failure();
	$failures = $before['failures'] + 1;
	$retry_at = time() + min( 50, 5 * 2 ** min( 10, $failures - 1 ) );
	update_network_option( get_main_network_id(), 'closte_domain_sync_failure', compact( 'failures', 'retry_at', 'error' ) );
	if ( $before['error'] !== $error ) {
		log_line( $error );
	}
	// WordPress refuses a single event close to another one with the same arguments, such as the one that recurs every minute.
	on_main_site( fn() => wp_schedule_single_event( $retry_at, DRAIN_HOOK, array( 'retry' ) ) );
	schedule_action( $retry_at );
}

/** Makes WP-Cron drain the outbox at once, in a process of its own. */
function drain_soon(): void {
	on_main_site( fn() => wp_schedule_single_event( time(), DRAIN_HOOK, array( 'soon' ) ) );
	schedule_action( time() );
	if ( ! defined( 'DISABLE_WP_CRON' ) || ! DISABLE_WP_CRON ) {
		on_main_site( 'spawn_cron' );
	}
}

/**
 * Does some work as the main site, whose WP-Cron and Action Scheduler run the plugin's actions.
 *
 * @param callable $work The work.
 * @return mixed Its result.
 */
function on_main_site( callable $work ) {
	switch_to_blog( get_main_site_id() );
	try {
		return $work();
	} finally {
		restore_current_blog();
	}
}

/** Clears the failure after Pub/Sub has accepted messages. */
function forget_failure(): void {
	if ( failure()['failures'] > 0 ) {
		delete_network_option( get_main_network_id(), 'closte_domain_sync_failure' );
	}
}

/**
 * Makes Action Scheduler drain the outbox, if it is installed. It has tables for each site; Ultimate Multisite uses the main
 * site's.
 *
 * @param int $at Seconds since 1970.
 */
function schedule_action( int $at ): void {
	if ( ! function_exists( 'as_schedule_single_action' ) || ! function_exists( 'as_next_scheduled_action' ) ) {
		return;
	}
	on_main_site(
		function () use ( $at ) {
			// The result is a time if an action waits, and true while one runs, which may be this one.
			if ( ! is_int( as_next_scheduled_action( DRAIN_HOOK ) ) ) {
				as_schedule_single_action( $at, DRAIN_HOOK, array(), ACTION_GROUP );
			}
		}
	);
}

/**
 * Adds a schedule of once a minute to WP-Cron.
 *
 * @param array $schedules The existing ones.
 */
function add_cron_schedule( $schedules ): array {
	$schedules[ CRON_SCHEDULE ] = array(
		'interval' => 60,
		'display'  => 'Every minute (Closte domain sync)',
	);
	return $schedules;
}

/** Makes the main site's WP-Cron look every minute for events of a process that was killed before it could publish. */
function ensure_cron(): void {
	if ( is_main_site() && is_active() && ! wp_next_scheduled( DRAIN_HOOK ) ) {
		wp_schedule_event( time() + 60, CRON_SCHEDULE, DRAIN_HOOK );
	}
}
