<?php
/**
 * The parts of Ultimate Multisite that the plugin touches, with the names of its own source (2.4.3 and 2.4.12): records of domains,
 * settings, its calls to Closte of both kinds, its checks, and the registry where a test says so.
 */

namespace {
	class Ultimate_Domain {
		public $id;
		public $domain;
		public $blog_id;
		public $date_created;
		public function __construct( $id, $domain, $blog_id, $date_created = '2024-01-01 00:00:00' ) {
			$this->id           = $id;
			$this->domain       = $domain;
			$this->blog_id      = $blog_id;
			$this->date_created = $date_created;
		}
		public function get_id() {
			return $this->id;
		}
		public function get_domain() {
			return $this->domain;
		}
		public function get_blog_id() {
			return $this->blog_id;
		}
		public function get_date_created() {
			return $this->date_created;
		}
		/** The values as they were read: a test sets `was`. */
		public $was = array();
		public function _get_original() {
			return $this->was;
		}
	}

	/** Its records. */
	function ultimate_domains() {
		return array(
			new Ultimate_Domain( 34, 'shop.example.com', 7 ),
			new Ultimate_Domain( 35, 'mapped.example.org', 8 ),
			new Ultimate_Domain( 36, 'brand-new.example.com', 7, gmdate( 'Y-m-d H:i:s' ) ),
		);
	}
	function wu_get_domains( $query = array() ) {
		$of_site = fn( $domain ) => ! isset( $query['blog_id'] ) || $domain->get_blog_id() === $query['blog_id'];
		return array_slice( array_values( array_filter( ultimate_domains(), $of_site ) ), $query['offset'] ?? 0, $query['number'] ?? 100 );
	}
	function wu_get_domain( $id ) {
		return current( array_filter( ultimate_domains(), fn( $domain ) => $domain->get_id() === $id ) );
	}
	function wu_get_domain_by_domain( $name ) {
		return current( array_filter( ultimate_domains(), fn( $domain ) => $domain->get_domain() === $name ) );
	}
	function wu_get_setting( $name, $else = false ) {
		return World::$options['wp-ultimo_v2_settings'][ $name ] ?? $else;
	}
}

namespace WP_Ultimo\Integrations\Host_Providers {
	class Closte_Host_Provider {
		public function on_add_domain( $domain, $site_id ) {}
	}
	class Other_Host_Provider {
		public function on_add_domain( $domain, $site_id ) {}
	}
}

namespace WP_Ultimo\Integrations\Providers\Closte {
	class Closte_Domain_Mapping {
		public function on_add_domain( string $domain, int $site_id ): void {}
	}
}

namespace WP_Ultimo\Managers {
	class Domain_Manager {
		public function async_process_domain_stage( $domain_id, $tries = 0 ): void {}
	}
}
