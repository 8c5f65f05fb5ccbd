<?php
/**
 * What wp-config.php and Ultimate Multisite say of this plugin.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( __NAMESPACE__ . '\VERSION' ) || exit; // In a wp-config.php that is read by itself, ABSPATH comes later.

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
 * What keeps the plugin from working, in words for the network's admin.
 *
 * @return string[]
 */
function missing(): array {
	$missing = array();
	$forms   = array(
		'CLOSTE_SYNC_PROJECT' => array( '/^[a-z0-9][a-z0-9:.-]{2,61}[a-z0-9]$/', 'the id of the project on Google Cloud' ),
		'CLOSTE_SYNC_TOPIC'   => array( '/^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/', 'the name of the topic, such as closte-domain-events' ),
	);
	foreach ( $forms as $name => list( $form, $meaning ) ) {
		if ( '' === configured( $name ) ) {
			$missing[] = "Define $name in wp-config.php: $meaning.";
		} elseif ( ! preg_match( $form, configured( $name ) ) ) {
			$missing[] = "$name in wp-config.php is malformed: it has to be $meaning.";
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

/** Whether it is told where to publish. */
function is_configured(): bool {
	return array() === missing();
}

/** Whether the admin wants it: enabled where Ultimate Multisite has its registry, else by its constants alone. */
function is_enabled(): bool {
	if ( ! class_exists( 'WP_Ultimo\Integrations\Integration_Registry' ) ) {
		return true;
	}
	$enabled = get_network_option( null, 'wu_host_integrations_enabled', array() );
	return is_array( $enabled ) && ! empty( $enabled[ INTEGRATION ] );
}

/**
 * Whether events are recorded. A key that can't be read doesn't count: what happens meanwhile is published once it can.
 */
function is_active(): bool {
	return '' !== configured( 'CLOSTE_SYNC_PROJECT' ) && '' !== configured( 'CLOSTE_SYNC_TOPIC' ) && is_enabled();
}

/** Whether Ultimate Multisite leaves the checks to the functions. */
function replaces_checks(): bool {
	return defined( 'CLOSTE_SYNC_REPLACES_CHECKS' ) && true === CLOSTE_SYNC_REPLACES_CHECKS;
}

/**
 * To the log of PHP, without secrets: nothing that Pub/Sub said or that is in the key is ever passed here.
 *
 * @param string $text One line.
 */
function log_line( string $text ): void {
	// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_error_log -- It is the log of PHP that is meant.
	error_log( 'Closte domain sync: ' . $text );
}
