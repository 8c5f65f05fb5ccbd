<?php
/**
 * Takes the place of Ultimate Multisite's own calls and checks.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Unhooks Ultimate Multisite's own calls to Closte, and its own checks if the configuration says so. It runs once all plugins are
 * loaded, and again before each of the actions, since versions differ in when they load integrations.
 */
function replace_builtin(): void {
	if ( ! is_active() ) {
		return;
	}
	$closte = array(
		'WP_Ultimo\Integrations\Host_Providers\Closte_Host_Provider', // Before 2.5.
		'WP_Ultimo\Integrations\Providers\Closte\Closte_Domain_Mapping', // Since 2.5.
	);
	foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' ) as $hook ) {
		unhook( $hook, $closte );
	}
	if ( replaces_checks() ) {
		unhook( 'wu_async_process_domain_stage', array( 'WP_Ultimo\Managers\Domain_Manager' ) );
	}
}

/**
 * Removes the methods of these classes from an action.
 *
 * @param string   $hook    The action.
 * @param string[] $classes Names of classes.
 */
function unhook( string $hook, array $classes ): void {
	global $wp_filter;
	if ( ! isset( $wp_filter[ $hook ] ) ) {
		return;
	}
	foreach ( $wp_filter[ $hook ]->callbacks as $priority => $callbacks ) {
		foreach ( $callbacks as $callback ) {
			$object = is_array( $callback['function'] ) ? $callback['function'][0] : null;
			foreach ( $classes as $class ) {
				if ( null !== $object && is_a( $object, $class, true ) ) {
					remove_action( $hook, $callback['function'], $priority );
				}
			}
		}
	}
}
