<?php
/**
 * Plugin Name: Closte domain sync
 * Description: Keeps the domains of a network on Closte working, and shows in WordPress what is wrong with a domain.
 * Version:     1.1.0
 * Network:     true
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License:     MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: closte-domain-sync
 * Domain Path: /closte-domain-sync/languages
 *
 * INSTALL: copy this file and the folder closte-domain-sync beside it to wp-content/mu-plugins, and define in
 * wp-config.php, above "stop editing":
 *
 *   CLOSTE_SYNC_PROJECT          the project on Google Cloud
 *   CLOSTE_SYNC_TOPIC            the topic, closte-domain-events
 *   CLOSTE_SYNC_CREDENTIALS      the key of the service account, or an external_account: its JSON, or the path of a file outside the web root;
 *                                leave it out where WordPress runs on Google Cloud as an account that may publish
 *   CLOSTE_SYNC_REPLACES_CHECKS  true: Ultimate Multisite's own DNS and SSL checks don't run (optional)
 *   CLOSTE_SYNC_PROOF_SECRET     the key of the proxy proof, if not the secret of Ultimate Multisite's API (optional)
 *
 * Where Ultimate Multisite has its registry of integrations, enable "Closte (Google Cloud)" there as well.
 *
 * THE PROXY PROOF shows that a domain behind a proxy leads here. WordPress redirects the visitors of a domain that it does
 * not serve yet before it reads any plugin, so for those domains wp-config.php has to read this file as well, after
 * the constants:  require __DIR__ . '/wp-content/mu-plugins/closte-domain-sync.php';
 *
 * HOW IT WORKS: a hook of WordPress at once becomes an event in the outbox, a table. When the page is done, the outbox
 * is published in order, and a row is deleted once Pub/Sub has acknowledged it. So an event can be published twice,
 * with the same id, but is never lost. Events that could not be published wait for WP-Cron and Action Scheduler.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

// Ends if a browser requests this very file. A wp-config.php that reads it may have no ABSPATH either, but is another script.
// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- It is compared with this file's own path, and goes nowhere.
if ( ! defined( 'ABSPATH' ) && realpath( $_SERVER['SCRIPT_FILENAME'] ?? '' ) === __FILE__ ) {
	exit;
}
// The plugin runs already: it is installed twice, as a must-use plugin and as an ordinary one.
if ( defined( __NAMESPACE__ . '\VERSION' ) ) {
	return;
}

const VERSION = '1.1.0';

if ( is_readable( __DIR__ . '/closte-domain-sync/boot.php' ) ) {
	require __DIR__ . '/closte-domain-sync/boot.php';
} else {
	// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- There is no page yet to say it on.
	error_log( 'Closte domain sync: the folder closte-domain-sync is not beside its file, so no domain is published.' );
}
