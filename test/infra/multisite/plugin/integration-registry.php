<?php
/**
 * Ultimate Multisite's registry of integrations, one that shows what it was given, around the stand-ins that are tested in
 * WordPress as well.
 */

namespace WP_Ultimo\Integrations;

require __DIR__ . '/../../../support/wordpress/ultimate-multisite/class-integration.php';
require __DIR__ . '/../../../support/wordpress/ultimate-multisite/capabilities.php';

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
