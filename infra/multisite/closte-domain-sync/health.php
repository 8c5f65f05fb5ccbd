<?php
/**
 * What is wrong with the publishing, as a notice and in Site Health.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * What an admin should know, in words; nothing if all is well.
 *
 * @return string[]
 */
function problems(): array {
	$problems = missing();
	if ( ! $problems && ! is_enabled() ) {
		$problems[] = 'Enable the integration "Closte (Google Cloud)" in Ultimate Multisite, Settings, Domain Mapping, Host Integrations.';
	}
	if ( is_key_in_web_root() ) {
		$problems[] = 'CLOSTE_SYNC_CREDENTIALS names a file in the web root, where others may read it: move it out.';
	}
	$waiting = waiting();
	if ( ! $waiting['is_there'] ) {
		$problems[] = 'The table ' . outbox_table() . ' is not there, and events are lost: let the database user of WordPress create it.';
	}
	if ( $waiting['messages'] > 0 && $waiting['since'] < time() - 10 * MINUTE_IN_SECONDS ) {
		$error      = failure()['error'];
		$problems[] = sprintf( '%d events could not be published since %s UTC.', $waiting['messages'], gmdate( 'Y-m-d H:i', $waiting['since'] ) )
			. ' ' . ( '' === $error ? 'Does WP-Cron run?' : $error );
	}
	return $problems;
}

/** Whether the web server may hand the key out. */
function is_key_in_web_root(): bool {
	$path = configured( 'CLOSTE_SYNC_CREDENTIALS' );
	$file = '' === $path || '{' === $path[0] ? false : realpath( $path );
	foreach ( array( ABSPATH, $_SERVER['DOCUMENT_ROOT'] ?? '' ) as $root ) { // phpcs:ignore
		$root = '' === (string) $root ? false : realpath( $root );
		if ( false !== $file && false !== $root && 0 === strpos( $file, rtrim( $root, '/' ) . '/' ) ) {
			return true;
		}
	}
	return false;
}

/** What is missing, on the pages of the network's admin. */
function show_notice(): void {
	if ( ! current_user_can( 'manage_network' ) ) {
		return;
	}
	foreach ( problems() as $problem ) {
		printf( '<div class="notice notice-warning"><p><strong>Closte domain sync:</strong> %s</p></div>', esc_html( $problem ) );
	}
}

/**
 * Adds a test to Site Health.
 *
 * @param array $tests Those that there are.
 */
function add_site_health_test( $tests ): array {
	$tests['direct']['closte_domain_sync'] = array(
		'label' => 'Closte domain sync',
		'test'  => __NAMESPACE__ . '\site_health',
	);
	return $tests;
}

/** What Site Health shows. */
function site_health(): array {
	$problems = problems();
	$lines    = $problems ? $problems : array( 'Mapped domains are published, and no event waits for long.' );
	return array(
		'label'       => $problems ? 'Closte is not told of mapped domains' : 'Closte is told of mapped domains',
		'status'      => $problems ? 'critical' : 'good',
		'badge'       => array(
			'label' => 'Domains',
			'color' => $problems ? 'red' : 'blue',
		),
		'description' => '<p>' . implode( '</p><p>', array_map( 'esc_html', $lines ) ) . '</p>',
		'actions'     => '',
		'test'        => 'closte_domain_sync',
	);
}
