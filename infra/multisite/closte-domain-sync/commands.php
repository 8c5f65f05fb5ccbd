<?php
/**
 * The commands of WP-CLI.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * How things stand, a line for each.
 *
 * @return string[]
 */
function status_lines(): array {
	$addresses = network_addresses();
	$waiting   = waiting();
	$failure   = failure();
	$lines     = array(
		'Publishes to: ' . publish_url(),
		'As: ' . publisher(),
		'DNS check interval: ' . check_interval() . ' s',
		'Addresses of the network: ' . ( $addresses ? implode( ', ', $addresses ) : 'not known' ),
		'Checks of Ultimate Multisite: ' . ( replaces_checks() ? 'replaced' : 'kept' ),
		'Proxy proof: ' . ( null === proof_key() ? 'no key' : 'answered' ),
		"Events waiting: {$waiting['messages']}",
	);
	if ( $waiting['messages'] > 0 ) {
		$lines[] = 'The oldest is of ' . gmdate( 'Y-m-d H:i:s', $waiting['since'] ) . ' UTC';
	}
	if ( '' !== $failure['error'] ) {
		$lines[] = "Failed {$failure['failures']} times: {$failure['error']}";
	}
	foreach ( problems() as $problem ) {
		$lines[] = "Problem: $problem";
	}
	return $lines;
}

/** Who publishes. */
function publisher(): string {
	if ( '' !== emulator() ) {
		return 'nobody in particular: an emulator asks for no account';
	}
	if ( '' === configured( 'CLOSTE_SYNC_CREDENTIALS' ) ) {
		return 'the account of this machine';
	}
	$key = service_account_key();
	return is_array( $key ) ? $key['client_email'] : 'nobody';
}

/** Adds `wp closte-domain-sync`. */
function add_commands(): void {
	$end = function ( ?string $error, string $done ) {
		return null === $error ? \WP_CLI::success( $done ) : \WP_CLI::error( $error );
	};

	$commands = array(
		'status'   => function () {
			array_map( '\WP_CLI::log', status_lines() );
		},
		'test'     => function () use ( $end ) {
			$end( test_connection(), 'Pub/Sub has the settings.' );
		},
		'drain'    => function () use ( $end ) {
			$drained = drain( 10 * MINUTE_IN_SECONDS, true );
			$end( $drained['error'], "Published {$drained['published']} events, " . waiting()['messages'] . ' wait.' );
		},
		'backfill' => function () use ( $end ) {
			$recorded = backfill();
			$drained  = drain( 10 * MINUTE_IN_SECONDS, true );
			$end( $drained['error'], "Recorded $recorded domains, " . waiting()['messages'] . ' events wait.' );
		},
	);
	$about    = array(
		'status'   => 'Says where events go, what waits, and what is wrong.',
		'test'     => 'Publishes the current settings, and says what failed.',
		'drain'    => 'Publishes the events that wait.',
		'backfill' => 'Publishes each domain that is mapped now.',
	);
	foreach ( $commands as $name => $command ) {
		\WP_CLI::add_command( "closte-domain-sync $name", $command, array( 'shortdesc' => $about[ $name ] ) );
	}
}
