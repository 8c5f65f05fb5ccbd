<?php
/**
 * The REST API: /wp-json/wu/v2/domain, with HTTP Basic of its own key and secret.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo;

use WP_Ultimo\Models\Domain;

defined( 'ABSPATH' ) || exit;

class Rest {

	const STAGES = array( 'checking-dns', 'checking-ssl-cert', 'done-without-ssl', 'done', 'failed' );

	private bool $has_pages;
	private array $stages;

	public function __construct() {
		$is_new          = version_compare( ULTIMATE_MULTISITE, '2.5', '>=' );
		$this->has_pages = $is_new;
		$this->stages    = $is_new ? array_merge( self::STAGES, array( 'ssl-failed' ) ) : self::STAGES;
	}

	public function init(): void {
		add_filter( 'rest_authentication_errors', array( $this, 'bypass_wordpress' ), 1 );
		add_action( 'rest_api_init', array( $this, 'register_routes' ) );
	}

	/** WordPress would take HTTP Basic for one of its own application passwords. */
	public function bypass_wordpress( $result ) {
		$path = rtrim( wp_parse_url( rest_url(), PHP_URL_PATH ), '/' );
		return str_starts_with( wp_unslash( $_SERVER['REQUEST_URI'] ?? '' ), "$path/wu/v2" ) ? true : $result;
	}

	public function register_routes(): void {
		if ( ! wu_get_setting( 'enable_api', true ) ) {
			return;
		}
		$list = array(
			'methods'             => \WP_REST_Server::READABLE,
			'callback'            => array( $this, 'get_items' ),
			'permission_callback' => array( $this, 'is_authorized' ),
			'args'                => $this->has_pages ? $this->page_arguments() : array(),
		);
		register_rest_route( 'wu/v2', '/domain', array( $list ), true );
		$get    = array(
			'methods'             => \WP_REST_Server::READABLE,
			'callback'            => array( $this, 'get_item' ),
			'permission_callback' => array( $this, 'is_authorized' ),
		);
		$update = array(
			'methods'             => \WP_REST_Server::EDITABLE,
			'callback'            => array( $this, 'update_item' ),
			'permission_callback' => array( $this, 'is_authorized' ),
			'args'                => $this->update_arguments(),
		);
		register_rest_route( 'wu/v2', '/domain/(?P<id>[\d]+)', array( $get, $update ), true );
	}

	private function page_arguments(): array {
		return array(
			'page'     => array(
				'type'              => 'integer',
				'default'           => 1,
				'minimum'           => 1,
				'validate_callback' => 'rest_validate_request_arg',
			),
			'per_page' => array(
				'type'              => 'integer',
				'default'           => 10,
				'minimum'           => 1,
				'maximum'           => 100,
				'validate_callback' => 'rest_validate_request_arg',
			),
		);
	}

	private function update_arguments(): array {
		$arguments          = array_fill_keys( array( 'active', 'primary_domain', 'secure' ), array( 'type' => 'boolean' ) );
		$arguments['stage'] = array(
			'type' => 'string',
			'enum' => $this->stages,
		);
		return $arguments;
	}

	public function is_authorized( $request ): bool {
		$key    = sanitize_text_field( wp_unslash( $_SERVER['PHP_AUTH_USER'] ?? $request['api_key'] ?? '' ) );
		$secret = sanitize_text_field( wp_unslash( $_SERVER['PHP_AUTH_PW'] ?? $request['api_secret'] ?? '' ) );
		return '' !== $key && wu_get_setting( 'api_key', 'prevent' ) === $key && wu_get_setting( 'api_secret', 'prevent' ) === $secret && 'prevent' !== $key;
	}

	public function get_items( $request ) {
		$params = $request->get_params();
		if ( ! $this->has_pages ) {
			return rest_ensure_response( Domain::query( $params ) );
		}
		$params['number'] = $params['per_page'];
		$params['offset'] = ( $params['page'] - 1 ) * $params['per_page'];
		$response         = rest_ensure_response( Domain::query( $params ) );
		$total            = Domain::query( array( 'count' => true ) + $params );
		$response->header( 'X-WP-Total', $total );
		$response->header( 'X-WP-TotalPages', (int) ceil( $total / $params['per_page'] ) );
		return $response;
	}

	public function get_item( $request ) {
		$item = Domain::get_by_id( $request['id'] );
		return $item ? rest_ensure_response( $item ) : $this->not_found();
	}

	public function update_item( $request ) {
		$item = Domain::get_by_id( $request->get_url_params()['id'] );
		if ( ! $item ) {
			return $this->not_found();
		}
		foreach ( json_decode( $request->get_body(), true ) as $name => $value ) {
			$method = "set_$name";
			if ( ! method_exists( $item, $method ) ) {
				return new \WP_Error( 'wu_rest_domain_invalid_set_method', "The domain object does not have a $method method", array( 'status' => 400 ) );
			}
			$item->$method( $value );
		}
		// Two equal writes within a second end here: the second changes no row.
		return $item->save() ? rest_ensure_response( $item ) : new \WP_Error( 'wu_rest_domain', 'Something went wrong (Code 2).' );
	}

	private function not_found(): \WP_Error {
		return new \WP_Error( 'wu_rest_domain_invalid_id', 'Item not found.', array( 'status' => 404 ) );
	}
}
