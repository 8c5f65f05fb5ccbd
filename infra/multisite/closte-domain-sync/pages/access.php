<?php
/**
 * Finds the owner of a domain, from WordPress alone, never from a diagnosis.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The site of a domain; 0 if the domain does not belong to this network.
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
 * Whether the person who is logged in may see a domain: they manage the network, or the site that has the domain.
 *
 * @param string $domain The domain.
 */
function may_see( string $domain ): bool {
	return current_user_can( 'manage_network' ) || manages_site( site_of( $domain ) );
}

/**
 * Whether the person who is logged in manages a site.
 *
 * @param int $site_id The site; 0 is none.
 */
function manages_site( int $site_id ): bool {
	if ( $site_id < 1 ) {
		return false;
	}
	switch_to_blog( $site_id );
	$manages = current_user_can( 'manage_options' );
	restore_current_blog();
	return $manages;
}

/**
 * The domains of a site that have a diagnosis, without those that belong to another site by now.
 *
 * @param int $site_id The site.
 * @return array[] Rows.
 */
function domains_of_site( int $site_id ): array {
	$rows = diagnoses_of_site( $site_id );
	$own  = $rows ? array_flip( names_of_site( $site_id ) ) : array();
	return array_values( array_filter( $rows, fn( $row ) => isset( $own[ $row['domain'] ] ) ) );
}

/**
 * All domains of a site, with as many queries for a hundred as for one.
 *
 * @param int $site_id The site.
 * @return string[]
 */
function names_of_site( int $site_id ): array {
	$query   = array(
		'blog_id' => $site_id,
		'number'  => 10000,
	);
	$records = function_exists( 'wu_get_domains' ) ? wu_get_domains( $query ) : array();
	$names   = array_map( fn( $record ) => host_of( (string) $record->get_domain() ), $records );
	$site    = get_site( $site_id );
	$host    = $site ? host_of( $site->domain ) : '';
	$is_own  = $site && has_own_domain( $site ) && site_of( $host ) === $site_id;
	return array_values( array_unique( $is_own ? array_merge( $names, array( $host ) ) : $names ) );
}
