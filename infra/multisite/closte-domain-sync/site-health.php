<?php
/**
 * Shows the problems of publishing where an admin looks: in a notice, and in Site Health.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Shows all problems on the network's dashboard; on other pages, only those that are found without a query. */
function show_notice(): void {
	if ( ! current_user_can( 'manage_network' ) ) {
		return;
	}
	load_language();
	$screen   = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
	$is_here  = $screen && in_array( $screen->id, array( 'dashboard-network', PAGE_SCREEN ), true );
	$problems = $is_here ? problems_found() : problems_of_configuration();
	foreach ( $problems as $problem ) {
		printf(
			'<div class="notice notice-warning"><p><strong>Closte domain sync:</strong> %s%s</p></div>',
			esc_html( $problem['text'] ),
			wp_kses_post( link_to( $problem ) )
		);
	}
}

/**
 * A link to the page where a problem is fixed; '' if that is not in WordPress.
 *
 * @param array $problem The problem.
 */
function link_to( array $problem ): string {
	if ( '' === $problem['url'] ) {
		return '';
	}
	return sprintf( ' <a href="%s">%s</a>', esc_url( $problem['url'] ), esc_html__( 'Open the settings', 'closte-domain-sync' ) );
}

/**
 * Adds a test to Site Health.
 *
 * @param array $tests The existing ones.
 */
function add_site_health_test( $tests ): array {
	$tests['direct']['closte_domain_sync'] = array(
		'label' => 'Closte domain sync',
		'test'  => __NAMESPACE__ . '\site_health',
	);
	return $tests;
}

/** The result for Site Health. */
function site_health(): array {
	load_language();
	$problems = problems_found();
	$fine     = __( 'Domain changes are published, and none has been waiting for long.', 'closte-domain-sync' );
	$lines    = array_map( fn( $problem ) => esc_html( $problem['text'] ) . link_to( $problem ), $problems );
	return array(
		'label'       => $problems ? $problems[0]['label'] : __( 'Mapped domains are sent to Closte', 'closte-domain-sync' ),
		'status'      => $problems ? 'critical' : 'good',
		'badge'       => array(
			'label' => __( 'Domains', 'closte-domain-sync' ),
			'color' => $problems ? 'red' : 'blue',
		),
		'description' => '<p>' . ( $lines ? implode( '</p><p>', $lines ) : esc_html( $fine ) ) . '</p>',
		'actions'     => '',
		'test'        => 'closte_domain_sync',
	);
}
