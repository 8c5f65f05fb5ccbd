<?php
/**
 * The settings of the tests' WordPress: the process that starts PHP passes all of them.
 *
 * @package Closte_Domain_Sync
 */

foreach ( json_decode( (string) getenv( 'WORDPRESS_CONSTANTS' ), true ) as $closte_name => $closte_value ) {
	define( $closte_name, $closte_value );
}

$table_prefix = 'wp_';

// As behind a proxy: a request to the machine is a request to the network.
if ( preg_match( '/^(127\.0\.0\.1(:\d+)?)?$/', $_SERVER['HTTP_HOST'] ?? '' ) ) {
	$_SERVER['HTTP_HOST'] = 'network.example.com';
}

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
if ( defined( 'WP_CONFIG_READS_PLUGIN' ) ) {
	require __DIR__ . '/wp-content/mu-plugins/closte-domain-sync.php';
}
require_once ABSPATH . 'wp-settings.php';
