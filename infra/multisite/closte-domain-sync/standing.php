<?php
/**
 * The state of publishing, and the call that deploys the functions for this network.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The state of publishing: where events go, how many wait, the last failure, the problems. */
function standing(): array {
	$waiting = waiting();
	$failure = failure();
	return array(
		'publishesTo'      => publish_url(),
		'as'               => publisher(),
		'dnsCheckInterval' => check_interval(),
		'addresses'        => network_addresses(),
		'replacesChecks'   => replaces_checks(),
		'hasProofKey'      => null !== proof_key(),
		'waiting'          => $waiting['messages'],
		'oldestAt'         => $waiting['messages'] > 0 ? gmdate( 'Y-m-d\TH:i:s\Z', $waiting['since'] ) : null,
		'failures'         => $failure['failures'],
		'error'            => '' === $failure['error'] ? null : $failure['error'],
		'problems'         => problems(),
	);
}

/**
 * The state of publishing as lines of text.
 *
 * @param array $standing The state.
 * @return string[]
 */
function standing_as_lines( array $standing ): array {
	$lines = array(
		"Publishes to: {$standing['publishesTo']}",
		"Publishes as: {$standing['as']}",
		"DNS check interval: {$standing['dnsCheckInterval']} s",
		'Addresses of the network: ' . ( $standing['addresses'] ? implode( ', ', $standing['addresses'] ) : 'not known' ),
		'Checks of Ultimate Multisite: ' . ( $standing['replacesChecks'] ? 'replaced' : 'kept' ),
		'Proxy proof: ' . ( $standing['hasProofKey'] ? 'answered' : 'no key' ),
		"Events waiting: {$standing['waiting']}",
	);
	if ( null !== $standing['oldestAt'] ) {
		$lines[] = "The oldest is from {$standing['oldestAt']}";
	}
	if ( null !== $standing['error'] ) {
		$lines[] = "Failures in a row: {$standing['failures']}; the last: {$standing['error']}";
	}
	foreach ( $standing['problems'] as $problem ) {
		$lines[] = "Problem: $problem";
	}
	return $lines;
}

/** The account that publishes. */
function publisher(): string {
	if ( '' !== emulator() ) {
		return 'no account: an emulator needs none';
	}
	if ( '' === configured( 'CLOSTE_SYNC_CREDENTIALS' ) ) {
		return 'the account of this machine';
	}
	$given = credentials();
	if ( is_string( $given ) ) {
		return 'no account';
	}
	return $given['client_email'] ?? federated_publisher( $given );
}

/**
 * The call that deploys the functions.
 *
 * @param string $project The project of Google Cloud.
 * @param string $region  Its region.
 */
function deploy_command( string $project, string $region ): string {
	$network   = get_network();
	$addresses = network_addresses();
	$flags     = array(
		'project'           => $project,
		'region'            => $region,
		'network-domain'    => host_of( $network->domain ),
		'network-addresses' => implode( ',', $addresses ),
		'multisite-api-url' => '' === multisite_credentials() ? '' : untrailingslashit( get_rest_url( get_main_site_id() ) ),
		'env'               => 'DNS_CHECK_INTERVAL=' . check_interval(),
	);
	$line      = 'infra/deploy.sh';
	foreach ( array_filter( $flags, 'strlen' ) as $name => $value ) {
		$line .= ' ' . escapeshellarg( "--$name=$value" );
	}
	return $line;
}

/**
 * The credentials of the functions for this network's REST API, as key:secret; '' if there is no secret. Without Ultimate
 * Multisite only the secret matters: it signs the requests to this plugin.
 */
function multisite_credentials(): string {
	$settings = get_network_option( null, ULTIMATE_SETTINGS );
	$key      = is_array( $settings ) ? (string) ( $settings['api_key'] ?? '' ) : '';
	$secret   = is_array( $settings ) ? (string) ( $settings['api_secret'] ?? '' ) : '';
	if ( '' !== $key && '' !== $secret ) {
		return "$key:$secret";
	}
	return null === proof_key() ? '' : 'closte-domain-sync:' . proof_key();
}
