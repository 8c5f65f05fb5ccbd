<?php
/**
 * Plugin Name: A page that maps
 * Description: ?map=shop.example.com,…&site=2: a page load in which domains are mapped.
 *
 * @package Closte_Domain_Sync
 */

add_action(
	'template_redirect',
	function () {
		// phpcs:disable WordPress.Security
		if ( isset( $_GET['map'] ) ) {
			foreach ( explode( ',', $_GET['map'] ) as $domain ) {
				do_action( 'wu_add_domain', $domain, (int) ( $_GET['site'] ?? 1 ) );
			}
		}
	}
);

// Far longer than any test: code that waits for a server has to set its own limit.
add_filter( 'http_request_timeout', fn() => HOUR_IN_SECONDS );
