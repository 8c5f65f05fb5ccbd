<?php
/**
 * Plugin Name: Queries of the plugin Description: Appends each query of the plugin to the file QUERIES_FILE.
 *
 * @package Closte_Domain_Sync
 */

defined( 'QUERIES_FILE' ) && add_filter(
	'query',
	function ( $query ) {
		foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS ) as $call ) { // phpcs:ignore
			if ( false !== strpos( $call['file'] ?? '', '/closte-domain-sync/' ) && 'apply_filters' !== $call['function'] ) {
				file_put_contents( QUERIES_FILE, preg_replace( '/\s+/', ' ', $query ) . "\n", FILE_APPEND ); // phpcs:ignore
				break;
			}
		}
		return $query;
	}
);
