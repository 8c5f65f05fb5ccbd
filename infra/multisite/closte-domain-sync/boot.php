<?php
/**
 * Starts the plugin: in WordPress, or in a wp-config.php that has it read before.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( __NAMESPACE__ . '\VERSION' ) || exit;

require __DIR__ . '/configuration.php';
require __DIR__ . '/proof.php';

/** Reads the rest, and listens. */
function boot(): void {
	if ( ! is_multisite() ) {
		return;
	}
	answer_proof_in_wordpress();

	$files = array(
		'connection',
		'credentials',
		'draining',
		'events',
		'hooks',
		'integration',
		'language',
		'messages',
		'network',
		'outbox',
		'problems',
		'pubsub',
		'removal',
		'requests',
		'retries',
		'site-health',
		'standing',
		'takeover',
		'ultimate-multisite',
	);
	foreach ( $files as $file ) {
		require __DIR__ . "/$file.php";
	}
	if ( defined( 'WP_CLI' ) && WP_CLI ) {
		require __DIR__ . '/class-commands.php';
	}
	listen();
}

/**
 * In wp-config.php there is no WordPress yet, and once this file was read it isn't read again. WordPress takes over hooks
 * that were in its global variable before it started.
 */
function boot_later(): void {
	if ( '' !== configured( 'CLOSTE_SYNC_PROOF_SECRET' ) ) {
		answer_proof( configured( 'CLOSTE_SYNC_PROOF_SECRET' ) );
	}
	$later = array(
		'ms_site_not_found'    => 'answer_proof_in_wordpress',
		'ms_network_not_found' => 'answer_proof_in_wordpress',
		'muplugins_loaded'     => 'boot',
	);
	foreach ( $later as $hook => $name ) {
		// phpcs:ignore WordPress.WP.GlobalVariablesOverride -- WordPress takes hooks over that were there before it.
		$GLOBALS['wp_filter'][ $hook ][0][] = array(
			'function'      => __NAMESPACE__ . '\\' . $name,
			'accepted_args' => 0,
		);
	}
}

if ( function_exists( 'add_filter' ) ) {
	boot();
} else {
	boot_later();
}
