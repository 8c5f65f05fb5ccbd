<?php
/**
 * An integration with a host, of the registry.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Integrations;

defined( 'ABSPATH' ) || exit;

class Integration {

	protected string $id;
	protected string $title;
	protected string $description       = '';
	protected string $logo              = '';
	protected string $tutorial_link     = '';
	protected array $constants          = array();
	protected array $optional_constants = array();
	protected array $supports           = array();

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

	public function get_description(): string {
		return $this->description;
	}

	public function set_description( string $description ) {
		$this->description = $description;
		return $this;
	}

	public function get_logo(): string {
		return $this->logo;
	}

	public function set_logo( string $logo ) {
		$this->logo = $logo;
		return $this;
	}

	public function get_tutorial_link(): string {
		return $this->tutorial_link;
	}

	public function set_tutorial_link( string $tutorial_link ) {
		$this->tutorial_link = $tutorial_link;
		return $this;
	}

	public function get_constants(): array {
		return $this->constants;
	}

	public function set_constants( array $constants ) {
		$this->constants = $constants;
		return $this;
	}

	public function get_optional_constants(): array {
		return $this->optional_constants;
	}

	public function set_optional_constants( array $optional_constants ) {
		$this->optional_constants = $optional_constants;
		return $this;
	}

	public function get_supports(): array {
		return $this->supports;
	}

	public function set_supports( array $supports ) {
		$this->supports = $supports;
		return $this;
	}

	public function get_all_constants(): array {
		$constants = array();
		foreach ( $this->constants as $constant ) {
			$constants = array_merge( $constants, (array) $constant );
		}
		return array_merge( $constants, $this->optional_constants );
	}

	public function get_credential( string $constant_name ): string {
		return defined( $constant_name ) && constant( $constant_name ) ? (string) constant( $constant_name ) : '';
	}

	public function get_missing_constants(): array {
		$missing = array();
		foreach ( $this->constants as $constant ) {
			if ( ! array_filter( (array) $constant, array( $this, 'get_credential' ) ) ) {
				$missing = array_merge( $missing, (array) $constant );
			}
		}
		return $missing;
	}

	public function is_setup(): bool {
		return array() === $this->get_missing_constants();
	}

	public function is_enabled(): bool {
		$enabled = get_network_option( null, 'wu_host_integrations_enabled', array() );
		return ! empty( $enabled[ $this->id ] );
	}

	public function enable(): bool {
		$enabled              = get_network_option( null, 'wu_host_integrations_enabled', array() );
		$enabled[ $this->id ] = true;
		return update_network_option( null, 'wu_host_integrations_enabled', $enabled );
	}

	public function disable(): bool {
		$enabled              = get_network_option( null, 'wu_host_integrations_enabled', array() );
		$enabled[ $this->id ] = false;
		return update_network_option( null, 'wu_host_integrations_enabled', $enabled );
	}

	public function get_fields(): array {
		return array();
	}

	public function detect(): bool {
		return false;
	}

	public function supports( string $feature ): bool {
		return in_array( $feature, $this->supports, true );
	}

	public function test_connection() {
		return true;
	}

	public function get_explainer_lines(): array {
		return array(
			'will'     => array(),
			'will_not' => array(),
		);
	}
}
