<?php
/**
 * Runs when the plugin, installed as an ordinary one, is deleted, and removes everything that it has stored.
 *
 * @package Closte_Domain_Sync
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// The must-use plugin is installed as well, and still needs the stored data.
if ( is_file( WPMU_PLUGIN_DIR . '/closte-domain-sync.php' ) ) {
	return;
}

require __DIR__ . '/closte-domain-sync.php';

if ( function_exists( 'Closte_Domain_Sync\read_files' ) ) {
	Closte_Domain_Sync\read_files( Closte_Domain_Sync\FOR_PEOPLE );
	Closte_Domain_Sync\remove_everything();
}
