<?php
/**
 * Where the plugin listens in WordPress.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Registers the hooks. */
function listen(): void {
	$listen = function ( string $hook, string $name, int $arguments = 1, int $priority = 10 ) {
		add_filter( $hook, __NAMESPACE__ . '\\' . $name, $priority, $arguments );
	};
	// The files for people are read with the first hook that needs them.
	$show = function ( string $hook, string $name, int $arguments = 1, int $priority = 10, array $files = FOR_PEOPLE ) {
		add_filter(
			$hook,
			function ( ...$given ) use ( $name, $files ) {
				read_files( $files );
				return call_user_func_array( __NAMESPACE__ . '\\' . $name, $given );
			},
			$priority,
			$arguments
		);
	};
	$listen( 'wu_add_domain', 'on_add_domain', 2 );
	$listen( 'wu_remove_domain', 'on_remove_domain', 2 );
	$listen( 'wu_transition_domain_domain', 'on_rename_domain', 3 );
	$listen( 'wu_domain_post_save', 'on_domain_saved', 2 );
	$listen( 'wu_async_process_domain_stage', 'on_check', 2 );
	$listen( 'wu_duplicate_site', 'on_site_duplicated' );
	$listen( 'wp_initialize_site', 'on_site_created', 1, 100 ); // After WordPress has made the site's tables.
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
	// Ultimate Multisite makes its registry on each page.
	$show( 'wu_register_integrations', 'register_integration', 1, 10, array( 'integration', 'connection', 'language' ) );
	$show( 'wu_register_capabilities', 'register_capability', 1, 10, array( 'integration' ) );

	$show( 'rest_api_init', 'register_route', 0 );
	$show( 'network_admin_menu', 'add_network_page', 0 );
	$show( 'admin_menu', 'add_site_page', 0 );
	$show( 'admin_post_' . CHECK_ACTION, 'take_check_form', 0 );
	$show( 'admin_post_' . LINK_ACTION, 'take_link_form', 0 );
	$show( 'admin_post_' . MAIL_ACTION, 'take_mail_settings', 0 );
	$show( MAIL_HOOK, 'send_mails', 0 );
	$show( DRAIN_HOOK, 'ensure_mails', 0, 20, array( 'pages/mail', 'pages/mail-settings' ) );
	$show( 'deactivate_' . plugin_basename( dirname( __DIR__ ) . '/closte-domain-sync.php' ), 'stop_schedules', 0, 10, array( 'removal' ) );
	$show( 'wu_page_wp-ultimo-edit-domain_load', 'add_meta_box_of_domain', 3 );
	$show( 'wu_domain_list_column_domain', 'add_to_domain_cell', 2 );
	$show( 'wu_domain_mapping_row_actions', 'add_row_action', 2 );
	$show( 'wu_get_domain_mapping_instructions', 'add_to_instructions' );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Whether it is there is all that counts.
	if ( isset( $_GET[ LINK_PARAMETER ] ) ) {
		$show( 'template_redirect', 'show_link', 0, 0 );
	}

	$show( 'network_admin_notices', 'show_notice', 0 );
	$show( 'site_status_tests', 'add_site_health_test' );
	if ( defined( 'WP_CLI' ) && WP_CLI ) {
		read_files( array_merge( FOR_PEOPLE, array( 'class-commands' ) ) );
		\WP_CLI::add_command( 'closte-domain-sync', Commands::class );
	}
}
