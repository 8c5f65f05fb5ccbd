<?php
/**
 * Plugin Name: Ultimate Multisite (stand-in) Description: The part of Ultimate Multisite that concerns
 * domains, behaving as its source does. Network:     true
 *
 * The constant ULTIMATE_MULTISITE selects the version: '2.4' has neither the registry of integrations nor
 * pages in its REST API, as up to 2.4.8; '2.5' has both. Without the constant, the plugin is absent.
 *
 * @package Closte_Domain_Sync
 */

defined( 'ABSPATH' ) || exit;

if ( ! defined( 'ULTIMATE_MULTISITE' ) ) {
	return;
}

require_once __DIR__ . '/action-scheduler.php';
require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/class-domain.php';
require_once __DIR__ . '/domain-functions.php';
require_once __DIR__ . '/class-domain-manager.php';
require_once __DIR__ . '/class-rest.php';
require_once __DIR__ . '/domain-page.php';

// The real plugin creates its managers while it is loaded, before plugins_loaded.
WP_Ultimo\Managers\Domain_Manager::get_instance()->init();
( new WP_Ultimo\Rest() )->init();
( new WP_Ultimo\Domain_Page() )->init();

if ( version_compare( ULTIMATE_MULTISITE, '2.5', '>=' ) ) {
	require_once __DIR__ . '/registry.php';
	WP_Ultimo\Integrations\Integration_Registry::get_instance()->init();
} else {
	require_once __DIR__ . '/host-providers.php';
	add_action(
		'plugins_loaded',
		function () {
			WP_Ultimo\Integrations\Host_Providers\Closte_Host_Provider::get_instance();
			WP_Ultimo\Integrations\Host_Providers\Cloudways_Host_Provider::get_instance();
			do_action( 'wp_ultimo_host_providers_load' );
		}
	);
}
