<?php
/**
 * A mapped domain. Its columns are as they come from the database, which gives text, or as they were set.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo\Models;

defined( 'ABSPATH' ) || exit;

class Domain implements \JsonSerializable {

	const COLUMNS     = array( 'blog_id', 'domain', 'active', 'primary_domain', 'secure', 'stage', 'date_created', 'date_modified' );
	const TRANSITIONS = array( 'domain', 'active', 'primary_domain', 'secure', 'stage' );

	private $id               = 0;
	private $blog_id          = 0;
	private $domain           = '';
	private $active           = true;
	private $primary_domain   = false;
	private $secure           = false;
	private $stage            = 'checking-dns';
	private $date_created     = null;
	private $date_modified    = null;
	private $migrated_from_id = 0;
	private $model            = 'domain';
	private $_original        = array();

	public function __construct( $columns = array() ) {
		foreach ( (array) $columns as $name => $value ) {
			if ( 'domain' === $name ) {
				$this->set_domain( $value );
			} elseif ( property_exists( $this, $name ) ) {
				$this->$name = $value;
			}
		}
		$this->_original = $this->jsonSerialize();
	}

	/** The values as they were read. */
	public function _get_original() {
		return $this->_original;
	}

	private static function table(): string {
		return $GLOBALS['wpdb']->base_prefix . 'wu_domain_mappings';
	}

	public static function get_by_id( $id ) {
		return self::get_by( 'id', $id );
	}

	public static function get_by( $column, $value ) {
		$found = self::query(
			array(
				$column  => $value,
				'number' => 1,
			)
		);
		return $found ? $found[0] : false;
	}

	/** Like its query layer: columns that match, 100 rows from the newest on unless told otherwise, unknown names ignored. */
	public static function query( $args = array() ) {
		global $wpdb;
		$where = '1 = 1';
		foreach ( array_merge( array( 'id' ), self::COLUMNS ) as $column ) {
			if ( isset( $args[ $column ] ) ) {
				$where .= $wpdb->prepare( " AND $column = %s", $args[ $column ] );
			}
		}
		if ( ! empty( $args['count'] ) ) {
			return (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . self::table() . " WHERE $where" );
		}
		$orderby = in_array( $args['orderby'] ?? '', array( 'blog_id', 'domain', 'stage' ), true ) ? $args['orderby'] : 'id';
		$order   = 'ASC' === strtoupper( $args['order'] ?? '' ) ? 'ASC' : 'DESC';
		$limit   = $wpdb->prepare( 'LIMIT %d OFFSET %d', $args['number'] ?? 100, $args['offset'] ?? 0 );
		$rows    = $wpdb->get_results( 'SELECT * FROM ' . self::table() . " WHERE $where ORDER BY $orderby $order $limit", ARRAY_A );
		return array_map( fn( $row ) => new self( $row ), $rows );
	}

	/** @return bool|\WP_Error False if the database changed nothing. */
	public function save() {
		global $wpdb;
		$columns = array();
		foreach ( self::COLUMNS as $column ) {
			$columns[ $column ] = $this->$column;
		}
		$columns['date_modified'] = current_time( 'mysql', true );
		if ( $this->id ) {
			$before = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . self::table() . ' WHERE id = %d', $this->id ), ARRAY_A );
			$saved  = (bool) $wpdb->update( self::table(), $columns, array( 'id' => $this->id ) );
		} else {
			$before                  = array_fill_keys( self::TRANSITIONS, 'new' );
			$columns['date_created'] = $columns['date_created'] ?? $columns['date_modified'];
			$saved                   = (bool) $wpdb->insert( self::table(), $columns );
			$this->id                = $saved ? $wpdb->insert_id : 0;
			$this->date_created      = $columns['date_created'];
		}
		if ( $saved ) {
			foreach ( self::TRANSITIONS as $column ) {
				if ( (string) $before[ $column ] !== (string) $columns[ $column ] ) {
					do_action( "wu_transition_domain_$column", $before[ $column ], $columns[ $column ], $this->id );
				}
			}
		}
		do_action( 'wu_domain_post_save', $columns, $this );
		return $saved;
	}

	public function delete() {
		global $wpdb;
		do_action( 'wu_domain_pre_delete', $this );
		$result = $wpdb->delete( self::table(), array( 'id' => $this->id ) );
		do_action( 'wu_domain_post_delete', $result, $this );
		return $result;
	}

	public function get_id() {
		return absint( $this->id );
	}

	public function get_blog_id() {
		return (int) $this->blog_id;
	}

	public function get_site_id() {
		return $this->get_blog_id();
	}

	public function get_domain() {
		return $this->domain;
	}

	public function get_stage() {
		return $this->stage;
	}

	public function is_secure() {
		return (bool) $this->secure;
	}

	public function get_date_created() {
		return $this->date_created;
	}

	public function set_blog_id( $blog_id ): void {
		$this->blog_id = $blog_id;
	}

	public function set_domain( $domain ): void {
		$this->domain = strtolower( $domain );
	}

	public function set_active( $active ): void {
		$this->active = $active;
	}

	public function set_primary_domain( $primary_domain ): void {
		$this->primary_domain = $primary_domain;
	}

	public function set_secure( $secure ): void {
		$this->secure = $secure;
	}

	public function set_stage( $stage ): void {
		$this->stage = $stage;
	}

	#[\ReturnTypeWillChange]
	public function jsonSerialize() {
		return array_diff_key( get_object_vars( $this ), array( '_original' => true ) );
	}
}
