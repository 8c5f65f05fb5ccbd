<?php
/**
 * The table with the diagnosis of each domain.
 *
 * A row without a diagnosis belongs to an unmapped domain. It stays for an hour, so that no earlier request brings the domain back.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL -- The table is the plugin's own.

/** The order of domains in lists: those that need attention first. */
const NEEDS_SOMEBODY = 0;
const HAS_WARNING    = 1;
const UNDER_WAY      = 2;
const LIVE           = 3;

/** The most domains of a site that are shown. */
const SITE_DOMAINS = 1000;

/** The table, one for all networks of the installation. */
function diagnosis_table(): string {
	global $wpdb;
	return $wpdb->base_prefix . 'closte_domain_sync_domains';
}

/** Creates the table. Names of domains are ASCII, and case does not matter. */
function create_diagnosis_table(): bool {
	global $wpdb;
	$table   = diagnosis_table();
	$collate = $wpdb->get_charset_collate();
	return false !== quietly(
		fn() => $wpdb->query(
			"CREATE TABLE IF NOT EXISTS $table (
				domain varchar(255) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
				site_id bigint unsigned NOT NULL,
				stage varchar(32) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
				place tinyint unsigned NOT NULL,
				told_ms bigint unsigned NOT NULL,
				expires_at bigint unsigned NOT NULL DEFAULT 0,
				asked_at bigint unsigned NOT NULL DEFAULT 0,
				link_salt varchar(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
				news varchar(16) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT '',
				mailed_at bigint unsigned NOT NULL DEFAULT 0,
				diagnosis mediumtext NULL,
				PRIMARY KEY  (domain),
				KEY place (place, domain),
				KEY site_id (site_id),
				KEY news (news)
			) $collate"
		)
	);
}

/**
 * The row of a domain.
 *
 * @param string $domain The domain.
 * @return array|null The row, with the diagnosis as data.
 */
function find_diagnosis( string $domain ): ?array {
	global $wpdb;
	$table = diagnosis_table();
	$query = $wpdb->prepare( "SELECT * FROM $table WHERE domain = %s AND diagnosis IS NOT NULL", $domain );
	$row   = quietly( fn() => $wpdb->get_row( $query, ARRAY_A ) );
	return is_array( $row ) ? read_row( $row ) : null;
}

/**
 * The rows of a site's domains.
 *
 * @param int $site_id The site.
 * @return array[]
 */
function diagnoses_of_site( int $site_id ): array {
	global $wpdb;
	$table = diagnosis_table();
	$where = $wpdb->prepare( 'site_id = %d AND diagnosis IS NOT NULL', $site_id );
	$query = "SELECT * FROM $table WHERE $where ORDER BY place, domain LIMIT " . SITE_DOMAINS;
	$rows  = quietly( fn() => $wpdb->get_results( $query, ARRAY_A ) );
	return is_array( $rows ) ? array_map( __NAMESPACE__ . '\read_row', $rows ) : array();
}

/**
 * A page of all domains, those that need attention first.
 *
 * @param string   $search Part of a domain; '' for all.
 * @param int|null $place  Only those of this place.
 * @param int      $number The most rows.
 * @param int      $offset The number of rows to skip.
 * @return array[]
 */
function list_diagnoses( string $search, ?int $place, int $number, int $offset ): array {
	global $wpdb;
	$table = diagnosis_table();
	$where = diagnoses_where( $search, $place );
	$query = "SELECT * FROM $table WHERE $where ORDER BY place, domain " . $wpdb->prepare( 'LIMIT %d OFFSET %d', $number, $offset );
	$rows  = quietly( fn() => $wpdb->get_results( $query, ARRAY_A ) );
	return is_array( $rows ) ? array_map( __NAMESPACE__ . '\read_row', $rows ) : array();
}

/**
 * How many domains there are at each place.
 *
 * @param string $search Part of a domain; '' for all.
 * @return int[] By place.
 */
function count_diagnoses( string $search ): array {
	global $wpdb;
	$table = diagnosis_table();
	$where = diagnoses_where( $search, null );
	$rows  = quietly( fn() => $wpdb->get_results( "SELECT place, COUNT(*) AS domains FROM $table WHERE $where GROUP BY place", ARRAY_A ) );
	return array_map( 'intval', array_column( is_array( $rows ) ? $rows : array(), 'domains', 'place' ) );
}

/**
 * The condition of a list, as SQL.
 *
 * @param string   $search Part of a domain.
 * @param int|null $place  Only those of this place.
 */
function diagnoses_where( string $search, ?int $place ): string {
	global $wpdb;
	$where  = 'diagnosis IS NOT NULL';
	$where .= '' === $search ? '' : $wpdb->prepare( ' AND domain LIKE %s', '%' . $wpdb->esc_like( $search ) . '%' );
	return $where . ( null === $place ? '' : $wpdb->prepare( ' AND place = %d', $place ) );
}

/**
 * The diagnoses of domains that are not live, and of which nothing has been received for some time, the oldest first.
 *
 * @param int $seconds For how long.
 * @return array[]
 */
function old_diagnoses( int $seconds ): array {
	global $wpdb;
	$table   = diagnosis_table();
	$query   = "SELECT * FROM $table WHERE stage NOT IN ('done', 'done-without-ssl') AND diagnosis IS NOT NULL AND told_ms < %d";
	$told_ms = ( time() - $seconds ) * 1000;
	$rows    = quietly( fn() => $wpdb->get_results( $wpdb->prepare( "$query ORDER BY told_ms LIMIT 1000", $told_ms ), ARRAY_A ) );
	return array_column( is_array( $rows ) ? array_map( __NAMESPACE__ . '\read_row', $rows ) : array(), 'diagnosis' );
}

/**
 * Changes columns of a row other than the diagnosis, if the row exists and meets a condition.
 *
 * @param string $domain  The domain.
 * @param array  $columns New values by their columns.
 * @param string $most    A condition as SQL, prepared.
 */
function change_row( string $domain, array $columns, string $most = '1 = 1' ): bool {
	global $wpdb;
	$table = diagnosis_table();
	$set   = array();
	foreach ( $columns as $column => $value ) {
		$set[] = $wpdb->prepare( "$column = %s", $value );
	}
	$query = "UPDATE $table SET " . implode( ', ', $set ) . $wpdb->prepare( ' WHERE domain = %s', $domain ) . " AND $most";
	return quietly( fn() => $wpdb->query( $query ) ) > 0;
}

/** Notes certificates that should have been renewed by now. Once people have been told of one, the row has no time at which it expires. */
function note_expiring(): void {
	global $wpdb;
	$table = diagnosis_table();
	$query = $wpdb->prepare(
		"UPDATE $table SET news = 'expires' WHERE news = '' AND diagnosis IS NOT NULL AND expires_at BETWEEN %d AND %d",
		time(),
		time() + EXPIRY_DAYS * DAY_IN_SECONDS
	);
	quietly( fn() => $wpdb->query( $query ) );
}

/**
 * Domains with news about which no e-mail was sent within a day.
 *
 * @return array[]
 */
function domains_with_news(): array {
	global $wpdb;
	$table = diagnosis_table();
	$query = "SELECT * FROM $table WHERE news <> '' AND diagnosis IS NOT NULL AND mailed_at <= %d ORDER BY mailed_at LIMIT %d";
	$rows  = quietly( fn() => $wpdb->get_results( $wpdb->prepare( $query, time() - DAY_IN_SECONDS, MAIL_DOMAINS ), ARRAY_A ) );
	return is_array( $rows ) ? array_map( __NAMESPACE__ . '\read_row', $rows ) : array();
}

/**
 * A row with its columns parsed.
 *
 * @param array $row As it came from the database.
 */
function read_row( array $row ): array {
	$numbers = array( 'site_id', 'place', 'told_ms', 'expires_at', 'asked_at', 'mailed_at' );
	foreach ( $numbers as $column ) {
		$row[ $column ] = (int) $row[ $column ];
	}
	$diagnosis        = json_decode( (string) $row['diagnosis'], true );
	$row['diagnosis'] = is_array( $diagnosis ) ? $diagnosis : array();
	return $row;
}
