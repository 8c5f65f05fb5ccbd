<?php
/**
 * Ultimate Multisite's registry of integrations, as the plugin sees it: signatures from its own source (2.4.12).
 */

namespace WP_Ultimo\Integrations;

class Integration {
	protected string $id;
	protected string $title;
	protected string $description = '';
	protected array $supports     = array();

	public function __construct( string $id, string $title ) {
		$this->id    = $id;
		$this->title = $title;
	}
	public function get_id(): string {
		return $this->id;
	}
	public function get_title(): string {
		return $this->title;
	}
	public function set_description( string $description ) {
		$this->description = $description;
		return $this;
	}
	public function set_supports( array $supports ) {
		$this->supports = $supports;
		return $this;
	}
	public function supports( string $feature ): bool {
		return in_array( $feature, $this->supports, true );
	}
	public function get_missing_constants(): array {
		return array();
	}
	public function is_setup(): bool {
		return false;
	}
	public function detect(): bool {
		return false;
	}
	public function test_connection() {
		return true;
	}
}

interface Capability_Module {
	public function get_capability_id(): string;
	public function get_title(): string;
	public function get_explainer_lines(): array;
	public function set_integration( Integration $integration ): void;
	public function get_integration(): Integration;
	public function register_hooks(): void;
	public function test_connection();
}

abstract class Base_Capability_Module implements Capability_Module {
	protected Integration $integration;

	public function set_integration( Integration $integration ): void {
		$this->integration = $integration;
	}
	public function get_integration(): Integration {
		return $this->integration;
	}
	public function register_hooks(): void {}
	public function test_connection() {
		return true;
	}
}

class Integration_Registry {
	public array $integrations = array();
	public array $capabilities = array();

	public function register( Integration $integration ): void {
		$this->integrations[ $integration->get_id() ] = $integration;
	}
	public function add_capability( string $id, Capability_Module $module ): void {
		$this->capabilities[ $id ][ $module->get_capability_id() ] = $module;
	}
}

namespace WP_Ultimo\Integrations\Capabilities;

interface Domain_Mapping_Capability {
	public function on_add_domain( string $domain, int $site_id ): void;
	public function on_remove_domain( string $domain, int $site_id ): void;
	public function on_add_subdomain( string $subdomain, int $site_id ): void;
	public function on_remove_subdomain( string $subdomain, int $site_id ): void;
}
