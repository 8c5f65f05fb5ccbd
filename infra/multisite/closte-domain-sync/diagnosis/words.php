<?php
/**
 * The words for the codes of a diagnosis.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The stage of a domain, in words.
 *
 * @param string $stage Its stage.
 */
function stage_text( string $stage ): string {
	$texts = array(
		'checking-dns'      => __( 'Checking DNS', 'closte-domain-sync' ),
		'checking-ssl-cert' => __( 'Waiting for the certificate', 'closte-domain-sync' ),
		'done'              => __( 'Live', 'closte-domain-sync' ),
		'done-without-ssl'  => __( 'Live, without a certificate', 'closte-domain-sync' ),
		'failed'            => __( 'DNS is not right', 'closte-domain-sync' ),
		'ssl-failed'        => __( 'No valid certificate', 'closte-domain-sync' ),
	);
	return $texts[ $stage ] ?? $stage;
}

/**
 * An entry of a domain's history, in words.
 *
 * @param array $entry An entry of its history.
 */
function happening_text( array $entry ): string {
	$what  = $entry['what'] ?? 'stage-changed';
	$texts = array(
		'mapped'                => __( 'Mapped', 'closte-domain-sync' ),
		'unmapped'              => __( 'Unmapped', 'closte-domain-sync' ),
		'check-asked'           => __( 'A check was requested', 'closte-domain-sync' ),
		'alias-added'           => __( 'Added at Closte', 'closte-domain-sync' ),
		'alias-refused'         => __( 'Refused by Closte', 'closte-domain-sync' ),
		'alias-removed'         => __( 'Removed at Closte', 'closte-domain-sync' ),
		'certificate-requested' => __( 'Closte was asked for the certificate', 'closte-domain-sync' ),
	);
	return $texts[ $what ] ?? stage_text( $entry['to'] ?? '' );
}

/**
 * The place of a domain in lists, in words.
 *
 * @param int $place The place.
 */
function place_text( int $place ): string {
	$texts = array(
		NEEDS_SOMEBODY => __( 'Needs attention', 'closte-domain-sync' ),
		HAS_WARNING    => __( 'With a warning', 'closte-domain-sync' ),
		UNDER_WAY      => __( 'Under way', 'closte-domain-sync' ),
		LIVE           => __( 'Live', 'closte-domain-sync' ),
	);
	return $texts[ $place ] ?? '';
}

/**
 * The party that has to act, in words.
 *
 * @param array $fix The fix of a problem.
 */
function who_text( array $fix ): string {
	$host = $fix['where']['host'] ?? '';
	$zone = $fix['where']['zone'] ?? '';
	if ( 'customer' === ( $fix['who'] ?? '' ) && '' !== $host ) {
		/* translators: 1: DNS host, such as Cloudflare, 2: domain */
		return sprintf( __( 'To be changed at %1$s, in the DNS of %2$s', 'closte-domain-sync' ), $host, $zone );
	}
	if ( 'customer' === ( $fix['who'] ?? '' ) && '' !== $zone ) {
		/* translators: %s: domain */
		return sprintf( __( 'To be changed in the DNS of %s', 'closte-domain-sync' ), $zone );
	}
	$texts = array(
		'customer' => __( 'To be changed in the DNS of the domain', 'closte-domain-sync' ),
		'ops'      => __( 'For the administrator of the network', 'closte-domain-sync' ),
		'closte'   => __( 'For the host, Closte', 'closte-domain-sync' ),
		'proxy'    => __( 'For the operator of the proxy', 'closte-domain-sync' ),
		'nobody'   => __( 'Nobody has to do anything', 'closte-domain-sync' ),
	);
	return $texts[ $fix['who'] ?? '' ] ?? '';
}

/**
 * A time as people read it, in the time zone of the site.
 *
 * @param string|null $time In ISO 8601.
 */
function time_text( ?string $time ): string {
	$seconds = strtotime( (string) $time );
	return false === $seconds ? '' : wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $seconds );
}

/**
 * The next check of a domain, for a list.
 *
 * @param array $diagnosis The diagnosis of the domain.
 */
function next_check_in_list( array $diagnosis ): string {
	$texts = array(
		'daily'   => __( 'Within a day', 'closte-domain-sync' ),
		'planned' => time_text( $diagnosis['nextCheckAt'] ?? null ),
		'overdue' => __( 'Overdue', 'closte-domain-sync' ),
		'ended'   => __( 'On request', 'closte-domain-sync' ),
	);
	return $texts[ next_check_of( $diagnosis ) ] ?? '';
}

/**
 * The next check of a domain, in a sentence.
 *
 * @param array $diagnosis The diagnosis of the domain.
 */
function next_check_text( array $diagnosis ): string {
	$at    = time_text( $diagnosis['nextCheckAt'] ?? null );
	$texts = array(
		'daily'   => __( 'It is checked at least once a day.', 'closte-domain-sync' ),
		/* translators: %s: date and time */
		'planned' => sprintf( __( 'Next check: %s.', 'closte-domain-sync' ), $at ),
		/* translators: %s: date and time */
		'overdue' => sprintf( __( 'A check was due on %s, but its result has not arrived: this may be out of date.', 'closte-domain-sync' ), $at ),
		'ended'   => __( 'It is no longer checked regularly, only when somebody chooses "Check again".', 'closte-domain-sync' ),
	);
	return $texts[ next_check_of( $diagnosis ) ] ?? '';
}

/**
 * For how long a certificate remains valid.
 *
 * @param string $until In ISO 8601.
 */
function days_left_text( string $until ): string {
	$days = (int) floor( ( strtotime( $until ) - time() ) / DAY_IN_SECONDS );
	if ( $days < 0 ) {
		return __( 'it has expired', 'closte-domain-sync' );
	}
	/* translators: %d: number of days */
	return sprintf( _n( '%d day left', '%d days left', $days, 'closte-domain-sync' ), $days );
}

/**
 * The progress of a domain: each step with its state, `done`, `now`, `failed` or `open`.
 *
 * @param array $diagnosis Its diagnosis.
 * @return array[] With `text` and `state`.
 */
function way_of( array $diagnosis ): array {
	$stage                     = $diagnosis['stage'];
	$is_done                   = is_live( $diagnosis );
	$states                    = array(
		'checking-dns'      => array( 'now', 'open' ),
		'failed'            => array( 'failed', 'open' ),
		'checking-ssl-cert' => array( 'done', 'now' ),
		'ssl-failed'        => array( 'done', 'failed' ),
		'done-without-ssl'  => array( 'done', 'failed' ),
	);
	list( $dns, $certificate ) = $states[ $stage ] ?? array( 'done', 'done' );

	$aliases = array(
		'added'    => 'done',
		'rejected' => 'failed',
	);
	$alias   = $aliases[ $diagnosis['alias'] ?? '' ] ?? 'now';
	return array(
		array(
			'text'  => __( 'Added at Closte', 'closte-domain-sync' ),
			'state' => $is_done && 'failed' === $alias ? 'done' : $alias,
		),
		array(
			'text'  => __( 'DNS points here', 'closte-domain-sync' ),
			'state' => $dns,
		),
		array(
			'text'  => __( 'Certificate issued', 'closte-domain-sync' ),
			'state' => $certificate,
		),
		array(
			'text'  => __( 'Live', 'closte-domain-sync' ),
			'state' => $is_done ? 'done' : 'open',
		),
	);
}

/**
 * The state of a step, in words.
 *
 * @param string $state The state.
 */
function state_text( string $state ): string {
	$texts = array(
		'done'   => __( 'done', 'closte-domain-sync' ),
		'now'    => __( 'under way', 'closte-domain-sync' ),
		'failed' => __( 'not right', 'closte-domain-sync' ),
		'open'   => __( 'not yet', 'closte-domain-sync' ),
	);
	return $texts[ $state ] ?? '';
}
