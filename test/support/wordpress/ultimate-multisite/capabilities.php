<?php
/**
 * The capabilities of an integration: modules of the registry.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Integrations {

	interface Capability_Module {
		public function get_capability_id(): string;
		public function get_title(): string;
		public function get_supported_features(): array;
		public function supports( string $feature ): bool;
		public function register_hooks(): void;
		public function get_fields(): array;
		public function get_explainer_lines(): array;
		public function set_integration( Integration $integration ): void;
		public function get_integration(): Integration;
		public function test_connection();
	}

	abstract class Base_Capability_Module implements Capability_Module {

		protected Integration $integration;
		protected array $supported_features = array();

		public function supports( string $feature ): bool {
			return in_array( $feature, $this->supported_features, true );
		}

		public function set_integration( Integration $integration ): void {
			$this->integration = $integration;
		}

		public function get_integration(): Integration {
			return $this->integration;
		}

		public function get_supported_features(): array {
			return $this->supported_features;
		}

		public function register_hooks(): void {}

		public function get_fields(): array {
			return array();
		}

		public function get_explainer_lines(): array {
			return array(
				'will'     => array(),
				'will_not' => array(),
			);
		}

		public function test_connection() {
			return true;
		}
	}
}

namespace WP_Ultimo\Integrations\Capabilities {

	interface Domain_Mapping_Capability {
		public function on_add_domain( string $domain, int $site_id ): void;
		public function on_remove_domain( string $domain, int $site_id ): void;
		public function on_add_subdomain( string $subdomain, int $site_id ): void;
		public function on_remove_subdomain( string $subdomain, int $site_id ): void;
	}
}
