<?php
/**
 * What a diagnosis means for people: whether somebody has to act, and what is news.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The parties that have to be told: the others act by themselves. */
const CALLED_UPON = array( 'customer', 'ops', 'proxy' );

/**
 * Where a domain stands in lists.
 *
 * @param array $diagnosis What was told of it.
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
 * The first who has to act; null if nobody has.
 *
 * @param array $diagnosis What was told of a domain.
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
 * @param array $diagnosis What was told of a domain.
 */
function is_live( array $diagnosis ): bool {
	return in_array( $diagnosis['stage'] ?? '', array( 'done', 'done-without-ssl' ), true );
}

/**
 * What of it people want to be told: `needs-you`, `live`, or what has not been told yet of before.
 *
 * @param array      $diagnosis What was told of a domain.
 * @param array|null $before    The row of before.
 */
function news_of( array $diagnosis, ?array $before ): string {
	$needed = null !== $before && null !== who_has_to_act( $before['diagnosis'] );
	if ( null !== who_has_to_act( $diagnosis ) ) {
		return $needed ? $before['news'] : 'needs-you';
	}
	if ( ! is_live( $diagnosis ) ) {
		return '';
	}
	if ( null !== $before && is_live( $before['diagnosis'] ) && ! $needed ) {
		return $before['news'];
	}
	// A network that is taken over has domains that have been live for years.
	return null === $before ? '' : 'live';
}
