<?php
/**
 * The router of PHP's own web server: serves files that exist, and WordPress for every other path.
 *
 * @package Closte_Domain_Sync
 */

$closte_path = parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
$closte_file = $_SERVER['DOCUMENT_ROOT'] . $closte_path;
if ( '/' !== $closte_path && is_dir( $closte_file ) ) {
	$closte_file = rtrim( $closte_file, '/' ) . '/index.php';
}
if ( '/' === $closte_path || ! is_file( $closte_file ) ) {
	$closte_file = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
} elseif ( '.php' !== substr( $closte_file, -4 ) ) {
	return false;
} else {
	$_SERVER['PHP_SELF']    = substr( $closte_file, strlen( $_SERVER['DOCUMENT_ROOT'] ) );
	$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'];
}
$_SERVER['SCRIPT_FILENAME'] = $closte_file;
chdir( dirname( $closte_file ) );
require $closte_file;
