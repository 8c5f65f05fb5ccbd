<?php
/**
 * The entry on Ultimate Multisite's list of host integrations.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

use WP_Ultimo\Integrations\Base_Capability_Module;
use WP_Ultimo\Integrations\Capabilities\Domain_Mapping_Capability;
use WP_Ultimo\Integrations\Integration;

defined( 'ABSPATH' ) || exit;

/**
 * Puts "Closte (Google Cloud)" on Ultimate Multisite's list of host integrations.
 *
 * @param object $registry Its registry.
 */
function register_integration( $registry ): void {
	$integration = new class( INTEGRATION, 'Closte (Google Cloud)' ) extends Integration {

		/** Its purpose, in a sentence. */
		public function get_description(): string {
			load_language();
			return __( 'Maps domains at Closte, and checks their DNS and certificates from outside until they work.', 'closte-domain-sync' );
		}

		/** The picture beside its name. */
		public function get_logo(): string {
			return plugins_url( 'assets/logo.svg', __FILE__ );
		}

		/** Whether the constants are defined. */
		public function is_setup(): bool {
			return is_configured();
		}

		/**
		 * The missing settings, in words.
		 *
		 * @return string[]
		 */
		public function get_missing_constants(): array {
			return missing();
		}

		/** Whether to suggest enabling it. */
		public function detect(): bool {
			return is_configured();
		}

		/**
		 * Publishes the settings.
		 *
		 * @return true|\WP_Error
		 */
		public function test_connection() {
			$error = test_connection();
			return null === $error ? true : new \WP_Error( 'closte_domain_sync', $error );
		}
	};
	// It is set up in wp-config.php alone, so that no key gets into the database.
	$integration->set_supports( array( 'autossl', 'no-instructions', 'no-config' ) );
	$registry->register( $integration );
}

/**
 * Says that it maps domains. The hooks of this plugin are there for all versions, so the module adds none.
 *
 * @param object $registry Ultimate Multisite's registry.
 */
function register_capability( $registry ): void {
	$module = new class() extends Base_Capability_Module implements Domain_Mapping_Capability {

		/** The capability. */
		public function get_capability_id(): string {
			return 'domain-mapping';
		}

		/** Its name. */
		public function get_title(): string {
			return 'Domain Mapping';
		}

		/** The explanation for the admin before it is enabled. */
		public function get_explainer_lines(): array {
			load_language();
			return array(
				'will'     => array(
					__( 'Add mapped domains to Closte and remove them, through Google Cloud', 'closte-domain-sync' ),
					__( 'Check DNS and certificates from outside, and say what is wrong with a domain', 'closte-domain-sync' ),
					__( 'Replace the integration "Closte", whose own calls are no longer made', 'closte-domain-sync' ),
				),
				'will_not' => array(),
			);
		}

		/**
		 * A domain was mapped.
		 *
		 * @param string $domain  The domain.
		 * @param int    $site_id Its site.
		 */
		public function on_add_domain( string $domain, int $site_id ): void {
			on_add_domain( $domain, $site_id );
		}

		/**
		 * A domain was removed.
		 *
		 * @param string $domain  The domain.
		 * @param int    $site_id Its site.
		 */
		public function on_remove_domain( string $domain, int $site_id ): void {
			on_remove_domain( $domain, $site_id );
		}

		/**
		 * Does nothing: WordPress itself announces the site that was made.
		 *
		 * @param string $subdomain The domain.
		 * @param int    $site_id   Its site.
		 */
		public function on_add_subdomain( string $subdomain, int $site_id ): void {}

		/**
		 * Does nothing: WordPress itself announces the site that was deleted.
		 *
		 * @param string $subdomain The domain.
		 * @param int    $site_id   Its site.
		 */
		public function on_remove_subdomain( string $subdomain, int $site_id ): void {}

		/**
		 * Publishes the settings.
		 *
		 * @return true|\WP_Error
		 */
		public function test_connection() {
			return $this->get_integration()->test_connection();
		}
	};
	$registry->add_capability( INTEGRATION, $module );
}
