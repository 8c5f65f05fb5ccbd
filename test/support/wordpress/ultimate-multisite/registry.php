<?php
/**
 * The registry of integrations, and the interfaces that it requires.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Integrations;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/class-integration.php';
require_once __DIR__ . '/capabilities.php';
require_once __DIR__ . '/providers.php';

class Integration_Registry {

	private static ?Integration_Registry $instance = null;
	private array $integrations                    = array();
	private array $capabilities                    = array();

	public static function get_instance(): Integration_Registry {
		self::$instance = self::$instance ?? new self();
		return self::$instance;
	}

	private function __construct() {}

	public function init(): void {
		add_action( 'plugins_loaded', array( $this, 'fire_registration_hooks' ), 9 );
		add_action( 'plugins_loaded', array( $this, 'fire_capability_hooks' ), 12 );
	}

	public function fire_registration_hooks(): void {
		$this->register( new Integration( 'closte', 'Closte' ) );
		$this->register( new Integration( 'cloudways', 'Cloudways' ) );
		do_action( 'wu_register_integrations', $this );
	}

	public function fire_capability_hooks(): void {
		$this->add_capability( 'closte', new Providers\Closte\Closte_Domain_Mapping() );
		$this->add_capability( 'cloudways', new Providers\Cloudways\Cloudways_Domain_Mapping() );
		do_action( 'wu_register_capabilities', $this );
		$this->resolve();
	}

	public function register( Integration $integration ): void {
		$this->integrations[ $integration->get_id() ] = $integration;
	}

	public function get( string $id ): ?Integration {
		return $this->integrations[ $id ] ?? null;
	}

	public function get_all(): array {
		return $this->integrations;
	}

	public function add_capability( string $integration_id, Capability_Module $module ): void {
		$this->capabilities[ $integration_id ][ $module->get_capability_id() ] = $module;
	}

	public function get_capabilities( string $integration_id ): array {
		return $this->capabilities[ $integration_id ] ?? array();
	}

	public function has_capability( string $integration_id, string $capability_id ): bool {
		return isset( $this->capabilities[ $integration_id ][ $capability_id ] );
	}

	public function get_capability( string $integration_id, string $capability_id ): ?Capability_Module {
		return $this->capabilities[ $integration_id ][ $capability_id ] ?? null;
	}

	private function resolve(): void {
		foreach ( $this->capabilities as $integration_id => $modules ) {
			$integration = $this->get( $integration_id );
			if ( ! $integration ) {
				continue;
			}
			foreach ( $modules as $module ) {
				$module->set_integration( $integration );
				if ( $integration->is_enabled() && $integration->is_setup() ) {
					$module->register_hooks();
				}
			}
		}
	}
}
