<?php
/**
 * Runs PHP in WordPress: evaluate.php FOLDER CODE GIVEN, where GIVEN is JSON that the code gets as $given.
 * The code's result goes to descriptor 3, as JSON.
 *
 * @package Closte_Domain_Sync
 */

$_SERVER['HTTP_HOST']       = 'network.example.com';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';

if ( getenv( 'WORDPRESS_WP_CLI' ) ) {
	require __DIR__ . '/wp-cli.php';
}
require $argv[1] . '/wp-load.php';

// Tests call what WordPress calls only where it is shown.
if ( function_exists( 'Closte_Domain_Sync\read_files' ) ) {
	Closte_Domain_Sync\read_files( Closte_Domain_Sync\FOR_PEOPLE );
}

( function ( string $code, $given ) {
	$result = eval( $code ); // phpcs:ignore
	file_put_contents( 'php://fd/3', wp_json_encode( $result ) );
} )( $argv[2], json_decode( $argv[3], true ) );
