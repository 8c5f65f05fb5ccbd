<?php
/**
 * Ultimate Multisite's records and settings.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Ultimate Multisite's record of a domain.
 *
 * @param string $host The domain.
 * @return object|null
 */
function ultimate_domain( string $host ) {
	$record = function_exists( 'wu_get_domain_by_domain' ) ? wu_get_domain_by_domain( $host ) : null;
	return is_object( $record ) ? $record : null;
}

/**
 * Ultimate Multisite's record with this id.
 *
 * @param mixed $domain_id The id.
 * @return object|null
 */
function ultimate_domain_by_id( $domain_id ) {
	$record = is_numeric( $domain_id ) && function_exists( 'wu_get_domain' ) ? wu_get_domain( (int) $domain_id ) : null;
	return is_object( $record ) ? $record : null;
}

/**
 * Whether the site has mapped domains.
 *
 * @param int $site_id The site.
 */
function has_mapped_domains( int $site_id ): bool {
	if ( ! function_exists( 'wu_get_domains' ) ) {
		return false;
	}
	$query = array(
		'blog_id' => $site_id,
		'number'  => 1,
	);
	return (bool) wu_get_domains( $query );
}

/**
 * Cancels the waiting announcement in Action Scheduler that a domain was mapped: it would come after the domain's removal.
 *
 * @param string $domain  The domain, as the record had it.
 * @param int    $site_id Its site.
 */
function forget_queued_mapping( string $domain, int $site_id ): void {
	if ( ! function_exists( 'as_unschedule_all_actions' ) ) {
		return;
	}
	$args = array(
		'domain'  => $domain,
		'site_id' => $site_id,
	);
	on_main_site( fn() => as_unschedule_all_actions( 'wu_add_domain', $args, 'domain' ) );
}

/**
 * Whether the record is less than a minute old, when Ultimate Multisite checks it by itself. Its times are in UTC.
 *
 * @param object $record The record.
 */
function was_just_made( $record ): bool {
	$made = method_exists( $record, 'get_date_created' ) ? strtotime( $record->get_date_created() . ' UTC' ) : false;
	return false !== $made && abs( time() - $made ) < 60;
}

/**
 * How many of Ultimate Multisite's records have been in a checking stage for more than some hours.
 *
 * @param int $hours How long.
 */
function stuck_checks( int $hours ): int {
	global $wpdb;
	$table = "{$wpdb->base_prefix}wu_domain_mappings";
	$since = gmdate( 'Y-m-d H:i:s', time() - $hours * HOUR_IN_SECONDS );
	// phpcs:ignore WordPress.DB.PreparedSQL -- The name of its table; its own functions count no records by their age.
	$query = $wpdb->prepare( "SELECT COUNT(*) FROM $table WHERE stage LIKE %s AND date_modified < %s", 'checking-%', $since );
	// phpcs:ignore WordPress.DB -- It is prepared above.
	return (int) quietly( fn() => $wpdb->get_var( $query ) );
}

/** Seconds between two checks of a domain. */
function check_interval(): int {
	$interval = function_exists( 'wu_get_setting' ) ? wu_get_setting( 'dns_check_interval', 300 ) : null;
	return check_interval_of( array( 'dns_check_interval' => $interval ) );
}

/**
 * Seconds between two checks of a domain, by settings that are being saved; like Ultimate Multisite's, from 10 to 300.
 *
 * @param mixed $settings Its settings.
 */
function check_interval_of( $settings ): int {
	$interval = is_array( $settings ) && is_numeric( $settings['dns_check_interval'] ?? null ) ? $settings['dns_check_interval'] : 300;
	return max( 10, min( 300, (int) $interval ) );
}
