<?php
/**
 * The integrations that come with it: Closte's, and another one. Their calls are kept for the tests.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Integrations\Providers {

	use WP_Ultimo\Integrations\Base_Capability_Module;
	use WP_Ultimo\Integrations\Capabilities\Domain_Mapping_Capability;

	abstract class Domain_Mapping extends Base_Capability_Module implements Domain_Mapping_Capability {

		public function get_capability_id(): string {
			return 'domain-mapping';
		}

		public function get_title(): string {
			return 'Domain Mapping';
		}

		public function register_hooks(): void {
			add_action( 'wu_add_domain', array( $this, 'on_add_domain' ), 10, 2 );
			add_action( 'wu_remove_domain', array( $this, 'on_remove_domain' ), 10, 2 );
			add_action( 'wu_add_subdomain', array( $this, 'on_add_subdomain' ), 10, 2 );
			add_action( 'wu_remove_subdomain', array( $this, 'on_remove_subdomain' ), 10, 2 );
		}

		public function on_add_domain( string $domain, int $site_id ): void {
			$this->keep( "add $domain" );
		}

		public function on_remove_domain( string $domain, int $site_id ): void {
			$this->keep( "remove $domain" );
		}

		public function on_add_subdomain( string $subdomain, int $site_id ): void {}

		public function on_remove_subdomain( string $subdomain, int $site_id ): void {}

		private function keep( string $call ): void {
			$calls   = get_network_option( null, 'stand_in_calls', array() );
			$calls[] = $this->get_integration()->get_id() . ": $call";
			update_network_option( null, 'stand_in_calls', $calls );
		}
	}
}

namespace WP_Ultimo\Integrations\Providers\Closte {

	class Closte_Domain_Mapping extends \WP_Ultimo\Integrations\Providers\Domain_Mapping {

		public function register_hooks(): void {
			parent::register_hooks();
			add_filter( 'wu_async_process_domain_stage_max_tries', array( $this, 'ssl_tries' ), 10, 2 );
		}

		public function ssl_tries( $max_tries, $domain ) {
			return 'checking-ssl-cert' === $domain->get_stage() ? 20 : $max_tries;
		}
	}
}

namespace WP_Ultimo\Integrations\Providers\Cloudways {

	class Cloudways_Domain_Mapping extends \WP_Ultimo\Integrations\Providers\Domain_Mapping {}
}
