<?php
/**
 * A domain's diagnosis as HTML: its progress, what is wrong, what to change, its certificate, its next check.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The whole diagnosis.
 *
 * @param array $diagnosis The diagnosis of a domain.
 * @param bool  $is_public Whether the reader is a stranger to the network, who sees only the changes to make.
 */
function diagnosis_html( array $diagnosis, bool $is_public = false ): string {
	$parts = array(
		way_html( $diagnosis ),
		problems_html( $diagnosis, $is_public ),
		records_html( $diagnosis ),
	);
	if ( ! $is_public ) {
		$parts[] = certificate_html( $diagnosis );
	}
	$parts[] = checks_html( $diagnosis, $is_public );
	if ( ! $is_public ) {
		$parts[] = history_html( $diagnosis );
	}
	return '<div class="closte-sync" dir="auto">' . implode( '', $parts ) . '</div>';
}

/**
 * The progress of the domain.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function way_html( array $diagnosis ): string {
	$steps = '';
	foreach ( way_of( $diagnosis ) as $step ) {
		$steps .= sprintf(
			'<li class="closte-sync-step is-%s"%s><span class="closte-sync-mark" aria-hidden="true"></span>%s '
				. '<span class="closte-sync-state">%s</span></li>',
			esc_attr( $step['state'] ),
			'now' === $step['state'] ? ' aria-current="step"' : '',
			esc_html( $step['text'] ),
			esc_html( state_text( $step['state'] ) )
		);
	}
	return sprintf( '<ol class="closte-sync-way" aria-label="%s">%s</ol>', esc_attr__( 'Progress', 'closte-domain-sync' ), $steps );
}

/**
 * The problems, with the party that has to act and the changes to make.
 *
 * @param array $diagnosis The diagnosis of a domain.
 * @param bool  $is_public Whether only the customer's part is shown.
 */
function problems_html( array $diagnosis, bool $is_public ): string {
	$items = '';
	foreach ( $diagnosis['problems'] as $problem ) {
		if ( ! $is_public || 'customer' === ( $problem['fix']['who'] ?? '' ) ) {
			$items .= problem_html( $problem );
		}
	}
	if ( '' !== $items ) {
		return sprintf( '<h3>%s</h3><ul class="closte-sync-problems">%s</ul>', esc_html__( 'What is wrong', 'closte-domain-sync' ), $items );
	}
	return is_live( $diagnosis ) ? '<p>' . esc_html__( 'Everything is in order.', 'closte-domain-sync' ) . '</p>' : '';
}

/**
 * One problem.
 *
 * @param array $problem The problem.
 */
function problem_html( array $problem ): string {
	$texts    = problem_texts( $problem );
	$who      = says_where( $problem ) ? '' : who_text( $problem['fix'] ?? array() );
	$remedies = implode( '', array_map( fn( $remedy ) => '<li>' . esc_html( $remedy ) . '</li>', $texts['remedies'] ) );
	return sprintf(
		'<li class="closte-sync-problem is-%s"><p><strong>%s</strong></p>%s%s</li>',
		esc_attr( $problem['severity'] ?? '' ),
		esc_html( $texts['message'] ),
		'' === $remedies ? '' : "<ul class=\"closte-sync-remedies\">$remedies</ul>",
		'' === $who ? '' : '<p class="closte-sync-who">' . esc_html( $who ) . '</p>'
	);
}

/**
 * Whether the remedy of a problem already says where to make the change.
 *
 * @param array $problem The problem.
 */
function says_where( array $problem ): bool {
	$sentences = array_column( $problem['phrases']['remedy'] ?? array(), 'sentence' );
	return (bool) preg_grep( '/^fix\.where\./', $sentences );
}

/**
 * The certificate, and for how long it remains valid.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function certificate_html( array $diagnosis ): string {
	$until = $diagnosis['certificate']['validTo'] ?? null;
	if ( null === $until ) {
		return '';
	}
	/* translators: 1: authority, 2: date and time, 3: such as "61 days left" */
	$text = __( 'Issued by %1$s, valid until %2$s: %3$s.', 'closte-domain-sync' );
	$text = sprintf( $text, $diagnosis['certificate']['issuer'] ?? '–', time_text( $until ), days_left_text( $until ) );
	return sprintf( '<h3>%s</h3><p>%s</p>', esc_html__( 'Certificate', 'closte-domain-sync' ), esc_html( $text ) );
}

/**
 * The times of the last check and of the next. The checks of a live domain are not sent here as long as they find nothing new.
 *
 * @param array $diagnosis The diagnosis of a domain.
 * @param bool  $is_public Whether to say only that the rest may be out of date, or will be.
 */
function checks_html( array $diagnosis, bool $is_public ): string {
	$next  = next_check_of( $diagnosis );
	$lines = array();
	if ( ! $is_public && 'daily' !== $next && isset( $diagnosis['lastCheckedAt'] ) ) {
		/* translators: %s: date and time */
		$lines[] = sprintf( __( 'Last check: %s.', 'closte-domain-sync' ), time_text( $diagnosis['lastCheckedAt'] ) );
	}
	if ( ! $is_public || in_array( $next, array( 'overdue', 'ended' ), true ) ) {
		$lines[] = next_check_text( $diagnosis );
	}
	$text = trim( implode( ' ', $lines ) );
	return '' === $text ? '' : '<p class="closte-sync-checks">' . esc_html( $text ) . '</p>';
}

/**
 * The history of the domain.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function history_html( array $diagnosis ): string {
	$items = '';
	foreach ( array_reverse( $diagnosis['history'] ) as $change ) {
		$items .= sprintf(
			'<li><time datetime="%s">%s</time> %s</li>',
			esc_attr( $change['at'] ?? '' ),
			esc_html( time_text( $change['at'] ?? null ) ),
			esc_html( happening_text( $change ) )
		);
	}
	$title = esc_html__( 'History', 'closte-domain-sync' );
	return '' === $items ? '' : "<details><summary>$title</summary><ul>$items</ul></details>";
}
