<?php
/**
 * Where the plugin listens in WordPress.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Listens. */
function listen(): void {
	$listen = function ( string $hook, string $name, int $arguments = 1, int $priority = 10 ) {
		add_filter( $hook, __NAMESPACE__ . '\\' . $name, $priority, $arguments );
	};
	$listen( 'wu_add_domain', 'on_add_domain', 2 );
	$listen( 'wu_remove_domain', 'on_remove_domain', 2 );
	$listen( 'wu_transition_domain_domain', 'on_rename_domain', 3 );
	$listen( 'wu_domain_post_save', 'on_domain_saved', 2 );
	$listen( 'wu_async_process_domain_stage', 'on_check', 2 );
	$listen( 'wu_duplicate_site', 'on_site_duplicated' );
	$listen( 'wp_initialize_site', 'on_site_created', 1, 100 ); // After WordPress made its tables.
	$listen( 'wp_update_site', 'on_site_updated', 2 );
	$listen( 'wp_delete_site', 'on_site_deleted', 1, 1 ); // Before Ultimate Multisite deletes the records of its domains.
	$listen( 'add_site_option_' . ULTIMATE_SETTINGS, 'on_settings_stored', 2 );
	$listen( 'update_site_option_' . ULTIMATE_SETTINGS, 'on_settings_stored', 3 );
	$listen( 'wu_after_save_settings', 'on_settings_saved', 3 );

	$listen( DRAIN_HOOK, 'drain_in_background', 0 );
	$listen( 'cron_schedules', 'add_cron_schedule' );
	$listen( 'init', 'ensure_cron', 0 );
	$listen( 'shutdown', 'drain_at_shutdown', 0, PHP_INT_MAX );

	$listen( 'plugins_loaded', 'replace_builtin', 0, PHP_INT_MAX );
	foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain', 'wu_async_process_domain_stage' ) as $hook ) {
		$listen( $hook, 'replace_builtin', 0, PHP_INT_MIN );
	}
	$listen( 'wu_register_integrations', 'register_integration' );
	$listen( 'wu_register_capabilities', 'register_capability' );

	$listen( 'network_admin_notices', 'show_notice', 0 );
	$listen( 'site_status_tests', 'add_site_health_test' );
	if ( defined( 'WP_CLI' ) && WP_CLI ) {
		\WP_CLI::add_command( 'closte-domain-sync', Commands::class );
	}
}
