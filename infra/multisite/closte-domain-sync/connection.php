<?php
/**
 * The actions of an admin: to test the connection, and to record all domains that are mapped already.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Publishes the settings at once, and then the events that wait.
 *
 * @return string|null The failure; null if Pub/Sub has them.
 */
function test_connection(): ?string {
	$settings = array( 'settings' => array( 'dnsCheckInterval' => check_interval() ) );
	$message  = message( 'settings.updated', $settings, next_moment() );
	$error    = publish( array( wp_json_encode( $message ) ), microtime( true ) + BACKGROUND_SECONDS );
	if ( null === $error ) {
		drain( PAGE_SECONDS, true );
	}
	return $error;
}

/**
 * Records each domain that is mapped now, for a network that had domains before this plugin. Those that the functions know
 * already stay as they are.
 *
 * @return int How many.
 */
function backfill(): int {
	$recorded = 0;
	for ( $offset = 0; true; $offset += BATCH ) {
		$page = array(
			'number'  => BATCH,
			'offset'  => $offset,
			'orderby' => 'id',
			'order'   => 'ASC',
		);
		// Ultimate Multisite has a record of each domain, including the sites' own.
		$ultimate = function_exists( 'wu_get_domains' );
		$found    = $ultimate ? wu_get_domains( $page ) : get_sites( $page );
		foreach ( $found as $one ) {
			$recorded += (int) ( $ultimate
				? record_of_domain( 'domain.created', $one->get_domain(), $one->get_blog_id(), (int) $one->get_id() )
				: record_of_site( 'site.created', $one ) );
		}
		if ( count( $found ) < BATCH ) {
			return $recorded;
		}
	}
}
