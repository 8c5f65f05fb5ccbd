<?php
/**
 * Integrations with hosts before the registry: Closte's, and another one. Their calls are kept for the tests.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Integrations\Host_Providers;

defined( 'ABSPATH' ) || exit;

abstract class Base_Host_Provider {

	protected $id;

	public static function get_instance(): self {
		static $instances                    = array();
		return $instances[ static::class ] ??= new static();
	}

	final public function __construct() {
		$enabled = get_network_option( null, 'wu_host_integrations_enabled', array() );
		if ( ! empty( $enabled[ $this->id ] ) ) {
			$this->register_hooks();
		}
	}

	public function register_hooks(): void {
		add_action( 'wu_add_domain', array( $this, 'on_add_domain' ), 10, 2 );
		add_action( 'wu_remove_domain', array( $this, 'on_remove_domain' ), 10, 2 );
		add_action( 'wu_add_subdomain', array( $this, 'on_add_subdomain' ), 10, 2 );
		add_action( 'wu_remove_subdomain', array( $this, 'on_remove_subdomain' ), 10, 2 );
	}

	public function on_add_domain( $domain, $site_id ): void {
		$this->keep( "add $domain" );
	}

	public function on_remove_domain( $domain, $site_id ): void {
		$this->keep( "remove $domain" );
	}

	public function on_add_subdomain( $subdomain, $site_id ): void {}

	public function on_remove_subdomain( $subdomain, $site_id ): void {}

	protected function keep( string $call ): void {
		$calls   = get_network_option( null, 'stand_in_calls', array() );
		$calls[] = "{$this->id}: $call";
		update_network_option( null, 'stand_in_calls', $calls );
	}
}

class Closte_Host_Provider extends Base_Host_Provider {
	protected $id = 'closte';

	public function register_hooks(): void {
		parent::register_hooks();
		add_filter( 'wu_async_process_domain_stage_max_tries', array( $this, 'ssl_tries' ), 10, 2 );
	}

	public function ssl_tries( $max_tries, $domain ) {
		return 'checking-ssl-cert' === $domain->get_stage() ? 20 : $max_tries;
	}
}

class Cloudways_Host_Provider extends Base_Host_Provider {
	protected $id = 'cloudways';
}
