<?php
/**
 * The configuration of this plugin in wp-config.php and in Ultimate Multisite.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( __NAMESPACE__ . '\VERSION' ) || exit; // While wp-config.php reads this file, ABSPATH is not defined yet.

/** The name of the integration in Ultimate Multisite's registry. */
const INTEGRATION = 'closte-google-cloud';

/** The page of the network's admin: its slug, and the name of its screen. */
const PAGE        = 'closte-domain-sync';
const PAGE_SCREEN = 'toplevel_page_closte-domain-sync-network';

/** The actions of the forms on the pages, and the parameter of a link. */
const CHECK_ACTION   = 'closte_domain_sync_check';
const LINK_ACTION    = 'closte_domain_sync_link';
const MAIL_ACTION    = 'closte_domain_sync_mail_settings';
const LINK_PARAMETER = 'closte-domain';

/** Ultimate Multisite keeps the enabled integrations in this network option. */
const ENABLED_INTEGRATIONS = 'wu_host_integrations_enabled';

/** Ultimate Multisite keeps all of its settings in this network option. */
const ULTIMATE_SETTINGS = 'wp-ultimo_v2_settings';

/**
 * A constant of wp-config.php, as text; '' if there is none.
 *
 * @param string $name Name of the constant.
 */
function configured( string $name ): string {
	return defined( $name ) && is_scalar( constant( $name ) ) ? trim( (string) constant( $name ) ) : '';
}

/**
 * The reasons why the plugin cannot work, in words for the network's admin; empty if it can.
 *
 * @return string[]
 */
function missing(): array {
	$missing = array();
	$forms   = array(
		'CLOSTE_SYNC_PROJECT' => array(
			'/^[a-z0-9][a-z0-9:.-]{2,61}[a-z0-9]$/',
			__( 'the id of the project on Google Cloud', 'closte-domain-sync' ),
		),
		'CLOSTE_SYNC_TOPIC'   => array(
			'/^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/',
			__( 'the name of the topic, such as closte-domain-events', 'closte-domain-sync' ),
		),
	);
	foreach ( $forms as $name => list( $form, $meaning ) ) {
		if ( '' === configured( $name ) ) {
			/* translators: 1: name of a constant, 2: its meaning */
			$missing[] = sprintf( __( 'Define %1$s in wp-config.php: %2$s.', 'closte-domain-sync' ), $name, $meaning );
		} elseif ( ! preg_match( $form, configured( $name ) ) ) {
			/* translators: 1: name of a constant, 2: its meaning */
			$missing[] = sprintf( __( '%1$s in wp-config.php is malformed: it has to be %2$s.', 'closte-domain-sync' ), $name, $meaning );
		}
	}
	if ( '' === emulator() && '' !== configured( 'CLOSTE_SYNC_CREDENTIALS' ) ) {
		$given = credentials();
		if ( is_string( $given ) ) {
			$missing[] = $given;
		}
	}
	return $missing;
}

/** Whether the plugin knows where, and as which account, to publish. */
function is_configured(): bool {
	return array() === missing();
}

/** Whether the admin has enabled the plugin in Ultimate Multisite's registry; without that registry, the constants are enough. */
function is_enabled(): bool {
	if ( ! class_exists( 'WP_Ultimo\Integrations\Integration_Registry' ) ) {
		return true;
	}
	$enabled = get_network_option( null, ENABLED_INTEGRATIONS, array() );
	return is_array( $enabled ) && ! empty( $enabled[ INTEGRATION ] );
}

/**
 * Whether events are recorded. They are recorded even while the key can't be read, and published once it can.
 */
function is_active(): bool {
	return '' !== configured( 'CLOSTE_SYNC_PROJECT' ) && '' !== configured( 'CLOSTE_SYNC_TOPIC' ) && is_enabled();
}

/** Whether the functions' checks replace those of Ultimate Multisite. */
function replaces_checks(): bool {
	return defined( 'CLOSTE_SYNC_REPLACES_CHECKS' ) && true === CLOSTE_SYNC_REPLACES_CHECKS;
}

/**
 * Writes to the log of PHP. Callers pass no secrets: never a text from Pub/Sub, nor any part of the key.
 *
 * @param string $text One line.
 */
function log_line( string $text ): void {
	// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- The log of PHP is intended.
	error_log( 'Closte domain sync: ' . $text );
}
