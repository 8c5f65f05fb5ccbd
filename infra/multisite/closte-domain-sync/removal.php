<?php
/**
 * Removes everything that the plugin has stored.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB -- The tables are the plugin's own, and are removed.

/** Removes the tables, the options of each network, and the scheduled actions of all sites. */
function remove_everything(): void {
	global $wpdb;
	foreach ( array( 'closte_domain_sync_outbox', 'closte_domain_sync_domains' ) as $table ) {
		$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->base_prefix}$table" );
	}
	$all = array(
		'fields' => 'ids',
		'number' => 0,
	);
	foreach ( get_networks( $all ) as $network ) {
		foreach ( array( 'closte_domain_sync_table', 'closte_domain_sync_failure', 'closte_domain_sync_mail' ) as $option ) {
			delete_network_option( (int) $network, $option );
		}
		disable_integration( (int) $network );
	}
	foreach ( $wpdb->get_col( "SELECT blog_id FROM $wpdb->blogs" ) as $site ) {
		switch_to_blog( (int) $site );
		wp_unschedule_hook( DRAIN_HOOK );
		wp_unschedule_hook( MAIL_HOOK );
		restore_current_blog();
	}
	on_main_site( __NAMESPACE__ . '\remove_actions' );
}

/**
 * Takes the plugin off Ultimate Multisite's list of enabled integrations.
 *
 * @param int $network_id The network.
 */
function disable_integration( int $network_id ): void {
	$enabled = get_network_option( $network_id, ENABLED_INTEGRATIONS );
	if ( is_array( $enabled ) && isset( $enabled[ INTEGRATION ] ) ) {
		unset( $enabled[ INTEGRATION ] );
		update_network_option( $network_id, ENABLED_INTEGRATIONS, $enabled );
	}
}

/** Stops what is scheduled, when the plugin is deactivated. Once it is active again, it schedules all of that again. */
function stop_schedules(): void {
	on_main_site(
		function () {
			wp_unschedule_hook( DRAIN_HOOK );
			wp_unschedule_hook( MAIL_HOOK );
			remove_actions();
		}
	);
}

/** Removes the plugin's rows from Action Scheduler, including those of actions that have run, and their group. */
function remove_actions(): void {
	global $wpdb;
	if ( ! class_exists( 'ActionScheduler' ) ) {
		return;
	}
	$store = \ActionScheduler::store();
	$query = array(
		'hook'     => DRAIN_HOOK,
		'per_page' => BATCH,
	);
	do {
		$actions = $store->query_actions( $query );
		array_map( array( $store, 'delete_action' ), $actions );
	} while ( $actions );
	if ( isset( $wpdb->actionscheduler_groups ) ) {
		$wpdb->delete( $wpdb->actionscheduler_groups, array( 'slug' => ACTION_GROUP ) );
	}
}
