<?php
/**
 * Starts the plugin: in WordPress, or earlier, in a wp-config.php that reads it.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( __NAMESPACE__ . '\VERSION' ) || exit;

require __DIR__ . '/configuration.php';
require __DIR__ . '/proof.php';

/** The files that every page needs to record events and to publish them. */
const PUBLISHING = array(
	'credentials',
	'draining',
	'events',
	'federation',
	'hooks',
	'messages',
	'network',
	'outbox',
	'pubsub',
	'requests',
	'retries',
	'takeover',
	'ultimate-multisite',
);

/** The files that are read only to show, receive or repair something. */
const FOR_PEOPLE = array(
	'connection',
	'diagnosis/body',
	'diagnosis/catalogue',
	'diagnosis/keeping',
	'diagnosis/phrases',
	'diagnosis/records',
	'diagnosis/route',
	'diagnosis/table',
	'diagnosis/verdict',
	'diagnosis/view',
	'diagnosis/words',
	'integration',
	'language',
	'pages/access',
	'pages/check-again',
	'pages/forms',
	'pages/link',
	'pages/mail',
	'pages/mail-settings',
	'pages/network-page',
	'pages/site-page',
	'pages/ultimate-pages',
	'problems',
	'removal',
	'site-health',
	'standing',
);

/** Reads the files that every page needs, and registers the hooks. */
function boot(): void {
	if ( ! is_multisite() ) {
		return;
	}
	answer_proof_in_wordpress();
	read_files( PUBLISHING );
	listen();
}

/**
 * Reads files that have not been read yet.
 *
 * @param string[] $names Their names.
 */
function read_files( array $names ): void {
	foreach ( $names as $name ) {
		require_once __DIR__ . "/$name.php";
	}
}

/**
 * Prepares the start for later: while wp-config.php reads the plugin, there is no WordPress yet, and nothing reads it a second
 * time. WordPress takes over hooks that are in its global variable before it starts.
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
		// phpcs:ignore WordPress.WP.GlobalVariablesOverride -- WordPress takes over hooks that were there before it.
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
