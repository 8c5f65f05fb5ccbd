<?php
/**
 * The functions that other plugins call.
 *
 * @package Closte_Domain_Sync
 */

use WP_Ultimo\Models\Domain;

defined( 'ABSPATH' ) || exit;

function wu_get_domain( $domain_id ) {
	return Domain::get_by_id( $domain_id );
}

function wu_get_domains( $query = array() ) {
	return Domain::query( $query );
}

function wu_get_domain_by_domain( $domain ) {
	return Domain::get_by( 'domain', $domain );
}

function wu_create_domain( $columns ) {
	$domain = new Domain( $columns );
	$saved  = $domain->save();
	if ( is_wp_error( $saved ) ) {
		return $saved;
	}
	wu_enqueue_async_action( 'wu_async_process_domain_stage', array( 'domain_id' => $domain->get_id() ), 'domain' );
	return $domain;
}
