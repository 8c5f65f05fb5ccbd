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
		'class-bounded-transport',
		'commands',
		'connection',
		'credentials',
		'draining',
		'events',
		'health',
		'hooks',
		'integration',
		'messages',
		'network',
		'outbox',
		'pubsub',
		'requests',
		'retries',
		'takeover',
		'ultimate-multisite',
	);
	foreach ( $files as $file ) {
		require __DIR__ . "/$file.php";
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
		$GLOBALS['wp_filter'][ $hook ][0][] = array( // phpcs:ignore
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
