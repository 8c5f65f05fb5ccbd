<?php
/**
 * Whose domain it is, by what WordPress knows, whatever was told of it.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The site of a domain; 0 if it is none of this network's.
 *
 * @param string $domain The domain.
 */
function site_of( string $domain ): int {
	$record = ultimate_domain( $domain );
	if ( $record ) {
		return (int) $record->get_blog_id();
	}
	$query = array(
		'domain' => $domain,
		'number' => 1,
	);
	$site  = get_sites( $query )[0] ?? null;
	return $site ? (int) $site->blog_id : 0;
}

/**
 * Whether who is logged in may see a domain: who manages the network, or the site that has the domain.
 *
 * @param string $domain The domain.
 */
function may_see( string $domain ): bool {
	if ( current_user_can( 'manage_network' ) ) {
		return true;
	}
	$site = site_of( $domain );
	if ( $site < 1 ) {
		return false;
	}
	switch_to_blog( $site );
	$may = current_user_can( 'manage_options' );
	restore_current_blog();
	return $may;
}

/**
 * The domains of a site that something is known of, without those that are another's by now.
 *
 * @param int $site_id The site.
 * @return array[] Rows.
 */
function domains_of_site( int $site_id ): array {
	return array_values( array_filter( diagnoses_of_site( $site_id ), fn( $row ) => site_of( $row['domain'] ) === $site_id ) );
}
