<?php
/**
 * Makes a multisite network: install.php FOLDER subdomains|subdirectories
 *
 * @package Closte_Domain_Sync
 */

list( , $closte_folder, $closte_kind ) = $argv;

$_SERVER['HTTP_HOST']       = 'network.example.com';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_URI']     = '/';

define( 'WP_INSTALLING', true );
require $closte_folder . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
require ABSPATH . 'wp-admin/includes/network.php';

wp_install( 'Network', 'admin', 'admin@network.example.com', true, '', 'a-password-of-the-tests' );
foreach ( $wpdb->tables( 'ms_global' ) as $closte_table => $closte_name ) {
	$wpdb->$closte_table = $closte_name;
}
install_network();
// It returns an error since there is no DNS for the wildcard, which is true.
populate_network( 1, 'network.example.com', 'admin@network.example.com', 'Network', '/', 'subdomains' === $closte_kind );

$wpdb->update( $wpdb->options, array( 'option_value' => '/%postname%/' ), array( 'option_name' => 'permalink_structure' ) );
$wpdb->delete( $wpdb->options, array( 'option_name' => 'rewrite_rules' ) );
$wpdb->insert(
	$wpdb->sitemeta,
	array(
		'site_id'    => 1,
		'meta_key'   => 'active_sitewide_plugins',
		'meta_value' => serialize( array( 'ultimate-multisite/ultimate-multisite.php' => 1 ) ),
	)
);

require __DIR__ . '/ultimate-multisite/tables.php';
