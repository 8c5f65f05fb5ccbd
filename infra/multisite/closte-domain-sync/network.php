<?php
/**
 * The network and its sites, in the form of the messages.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Whether the site's domain is not its network's.
 *
 * @param \WP_Site $site The site.
 */
function has_own_domain( $site ): bool {
	$network = get_network( (int) $site->network_id );
	return ! $network || host_of( $site->domain ) !== host_of( $network->domain );
}

/**
 * Another site with the domain of this one.
 *
 * @param \WP_Site $site The site.
 * @return \WP_Site|null
 */
function other_site( $site ) {
	$query = array(
		'domain'       => $site->domain,
		'site__not_in' => array( (int) $site->blog_id ),
		'number'       => 1,
	);
	return get_sites( $query )[0] ?? null;
}

/**
 * A host in the form of the contract: in lower case, without a port or a trailing dot.
 *
 * @param string $name As it was written.
 */
function host_of( string $name ): string {
	return rtrim( (string) preg_replace( '/:\d+$/', '', strtolower( trim( $name ) ) ), '.' );
}

/**
 * The facts about the network that the functions need.
 *
 * @param int|null $network_id The network; null is the current one.
 */
function network_fields( ?int $network_id ): array {
	$network = get_network( $network_id );
	if ( ! $network ) {
		return array();
	}
	$fields    = array(
		'id'     => (int) $network->id,
		'domain' => host_of( $network->domain ),
	);
	$addresses = network_addresses();
	if ( $addresses ) {
		$fields['addresses'] = $addresses;
	}
	return $fields;
}

/**
 * The network's public addresses, if they are known: Ultimate Multisite asks other servers for its own address and keeps the
 * answer for ten days. Asking would take too long here, so only the kept answer is read.
 *
 * @return string[]
 */
function network_addresses(): array {
	$kept = (string) get_site_transient( 'wu_public_network_ip' );
	// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- It is Ultimate Multisite's.
	$addresses = apply_filters( 'wu_get_network_public_ip', $kept, false );
	$addresses = is_array( $addresses ) ? $addresses : preg_split( '/[\s,]+/', (string) $addresses );
	$valid     = array_filter( $addresses, fn( $address ) => false !== filter_var( $address, FILTER_VALIDATE_IP ) );
	return array_slice( array_values( array_unique( $valid ) ), 0, 64 );
}
