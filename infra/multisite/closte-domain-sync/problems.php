<?php
/**
 * The problems of publishing.
 *
 * A problem is an array: `label`, in a few words; `text`, with the remedy; `url`, where to apply it, '' if that is not in
 * WordPress.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Hours after which a check without a result is a problem: the multisite's own checks of a domain take two hours at most. */
const STUCK_HOURS = 3;

/**
 * The problems that an admin should know, in words; empty if all is well.
 *
 * @return string[]
 */
function problems(): array {
	return array_column( problems_found(), 'text' );
}

/**
 * All problems, the most serious first.
 *
 * @return array[]
 */
function problems_found(): array {
	return array_merge( problems_of_configuration(), problems_of_outbox(), problems_of_checks(), problems_of_diagnoses() );
}

/**
 * The problems of the constants and the settings. Finding them takes no database query that Ultimate Multisite does not make.
 *
 * @return array[]
 */
function problems_of_configuration(): array {
	$label    = __( 'Mapped domains are not sent to Closte', 'closte-domain-sync' );
	$problems = array_map( fn( $text ) => problem( $label, $text ), missing() );
	if ( ! $problems && ! is_enabled() ) {
		$problems[] = problem(
			$label,
			__( 'Enable "Closte (Google Cloud)" under Settings → Integrations → Hosting or Panel Providers.', 'closte-domain-sync' ),
			network_admin_url( 'admin.php?page=wp-ultimo-settings&tab=integrations' )
		);
	}
	if ( is_key_in_web_root() ) {
		$problems[] = problem(
			__( 'The key of the service account is in the web root', 'closte-domain-sync' ),
			__( 'CLOSTE_SYNC_CREDENTIALS names a file in the web root, where others may read it: move it out.', 'closte-domain-sync' )
		);
	}
	return $problems;
}

/**
 * The problems of the outbox.
 *
 * @return array[]
 */
function problems_of_outbox(): array {
	$waiting = waiting();
	if ( ! $waiting['is_there'] ) {
		$text = sprintf(
			/* translators: %s: name of a table */
			__( 'The table %s is missing, so events are lost: allow the database user of WordPress to create it.', 'closte-domain-sync' ),
			outbox_table()
		);
		return array( problem( __( 'Domain changes are being lost', 'closte-domain-sync' ), $text ) );
	}
	if ( 0 === $waiting['messages'] || $waiting['since'] >= time() - 10 * MINUTE_IN_SECONDS ) {
		return array();
	}
	$count = $waiting['messages'];
	/* translators: 1: number of events, 2: date and time */
	$text  = _n( '%1$d event has been waiting since %2$s UTC.', '%1$d events have been waiting since %2$s UTC.', $count, 'closte-domain-sync' );
	$text  = sprintf( $text, $count, gmdate( 'Y-m-d H:i', $waiting['since'] ) );
	$error = failure()['error'];
	$error = '' === $error ? __( 'Is WP-Cron running?', 'closte-domain-sync' ) : $error;
	return array( problem( __( 'Domain changes are waiting to be published', 'closte-domain-sync' ), "$text $error" ) );
}

/**
 * The problem that the functions replace Ultimate Multisite's checks but write no results back; empty if they write them.
 *
 * @return array[]
 */
function problems_of_checks(): array {
	$stuck = replaces_checks() && is_active() ? stuck_checks( STUCK_HOURS ) : 0;
	if ( 0 === $stuck ) {
		return array();
	}
	/* translators: 1: number of domains, 2: number of hours */
	$text  = _n( '%1$d domain has had no result for %2$d hours.', '%1$d domains have had no result for %2$d hours.', $stuck, 'closte-domain-sync' );
	$text  = sprintf( $text, $stuck, STUCK_HOURS );
	$text .= ' ' . __( 'With CLOSTE_SYNC_REPLACES_CHECKS, the functions have to write the results, but they do not.', 'closte-domain-sync' );
	return array( problem( __( 'Domain checks do not finish', 'closte-domain-sync' ), "$text " . settings_of_functions() ) );
}

/**
 * The problem that the functions no longer send any results; empty if they do. A domain that is not live is checked at least once a
 * day, and each time the result is sent, until the checks end.
 *
 * @return array[]
 */
function problems_of_diagnoses(): array {
	$old   = is_active() ? old_diagnoses( 2 * DAY_IN_SECONDS ) : array();
	$count = count( array_filter( $old, fn( $diagnosis ) => 'overdue' === next_check_of( $diagnosis ) ) );
	if ( 0 === $count ) {
		return array();
	}
	/* translators: %d: number of domains */
	$text  = _n( 'A check of %d domain is overdue by a day.', 'Checks of %d domains are overdue by a day.', $count, 'closte-domain-sync' );
	$text  = sprintf( $text, $count );
	$text .= ' ' . __( 'The functions have stopped, or cannot reach this WordPress.', 'closte-domain-sync' );
	return array( problem( __( 'Results of domain checks do not arrive', 'closte-domain-sync' ), "$text " . settings_of_functions() ) );
}

/** The settings without which the functions reach no WordPress. */
function settings_of_functions(): string {
	return __( 'Check whether MULTISITE_API_URL and MULTISITE_API_SECRET are set for the functions.', 'closte-domain-sync' );
}

/**
 * A problem.
 *
 * @param string $label In a few words.
 * @param string $text  With the remedy.
 * @param string $url   Where to apply it.
 */
function problem( string $label, string $text, string $url = '' ): array {
	return array(
		'label' => $label,
		'text'  => $text,
		'url'   => $url,
	);
}

/** Whether the web server could serve the file with the key. */
function is_key_in_web_root(): bool {
	$path = configured( 'CLOSTE_SYNC_CREDENTIALS' );
	$file = '' === $path || '{' === $path[0] ? false : realpath( $path );
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- The path of a folder, which is only compared.
	foreach ( array( ABSPATH, $_SERVER['DOCUMENT_ROOT'] ?? '' ) as $root ) {
		$root = '' === (string) $root ? false : realpath( $root );
		if ( false !== $file && false !== $root && 0 === strpos( $file, rtrim( $root, '/' ) . '/' ) ) {
			return true;
		}
	}
	return false;
}
