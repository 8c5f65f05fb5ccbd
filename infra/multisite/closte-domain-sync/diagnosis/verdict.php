<?php
/**
 * The meaning of a diagnosis for people: whether somebody has to act, and whether it is news.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The parties who must be told to act; the others act by themselves. */
const CALLED_UPON = array( 'customer', 'ops', 'proxy' );

/**
 * Where a domain stands in lists.
 *
 * @param array $diagnosis Its diagnosis.
 */
function place_of( array $diagnosis ): int {
	if ( null !== who_has_to_act( $diagnosis ) ) {
		return NEEDS_SOMEBODY;
	}
	foreach ( $diagnosis['problems'] ?? array() as $problem ) {
		if ( 'warning' === ( $problem['severity'] ?? '' ) ) {
			return HAS_WARNING;
		}
	}
	return is_live( $diagnosis ) ? LIVE : UNDER_WAY;
}

/**
 * The first party that has to act; null if nobody has to.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function who_has_to_act( array $diagnosis ): ?string {
	foreach ( $diagnosis['problems'] ?? array() as $problem ) {
		$who = $problem['fix']['who'] ?? '';
		if ( 'error' === ( $problem['severity'] ?? '' ) && in_array( $who, CALLED_UPON, true ) ) {
			return $who;
		}
	}
	return in_array( $diagnosis['stage'] ?? '', array( 'failed', 'ssl-failed' ), true ) ? 'ops' : null;
}

/**
 * Whether visitors get the site.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function is_live( array $diagnosis ): bool {
	return in_array( $diagnosis['stage'] ?? '', array( 'done', 'done-without-ssl' ), true );
}

/** Seconds after which a check that was due is overdue: if many domains are due at once, some wait. */
const LATE_SECONDS = 3600;

/**
 * What is known of the next check: `daily`; `planned`; `overdue`, if its result has not arrived; `ended`, if the domain is checked
 * only on request; or `unknown`, while Closte is asked again and again, whose times are not all sent here.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function next_check_of( array $diagnosis ): string {
	if ( is_live( $diagnosis ) ) {
		return 'daily';
	}
	if ( ! isset( $diagnosis['nextCheckAt'] ) ) {
		return 'ended';
	}
	if ( strtotime( $diagnosis['nextCheckAt'] ) > time() - LATE_SECONDS ) {
		return 'planned';
	}
	return in_array( $diagnosis['alias'] ?? '', array( 'added', 'rejected' ), true ) ? 'overdue' : 'unknown';
}

/**
 * The news that people get by e-mail: `needs-you`, `live`, or earlier news that has not been sent yet.
 *
 * @param array      $diagnosis The diagnosis of a domain.
 * @param array|null $before    The row before it.
 */
function news_of( array $diagnosis, ?array $before ): string {
	$needed = null !== $before && null !== who_has_to_act( $before['diagnosis'] );
	// Before e-mails are sent, an expiring certificate is noted again, if it still expires.
	$unsent = null === $before || 'expires' === $before['news'] ? '' : $before['news'];
	if ( null !== who_has_to_act( $diagnosis ) ) {
		return $needed ? $unsent : 'needs-you';
	}
	if ( ! is_live( $diagnosis ) ) {
		return '';
	}
	if ( null !== $before && is_live( $before['diagnosis'] ) && ! $needed ) {
		return $unsent;
	}
	// When a network is taken over, its domains may have been live for years, which is no news.
	return null === $before ? '' : 'live';
}

/**
 * When the certificate expires, in seconds since 1970; 0 if there is none, or if people were told that this one expires.
 *
 * @param array|null $diagnosis The diagnosis of a domain; null if it was unmapped.
 * @param array|null $before    The row before it.
 */
function expiry_to_note( ?array $diagnosis, ?array $before ): int {
	$until = $diagnosis['certificate']['validTo'] ?? '';
	$known = $before['diagnosis']['certificate']['validTo'] ?? null;
	return $until === $known ? $before['expires_at'] : (int) strtotime( $until );
}
