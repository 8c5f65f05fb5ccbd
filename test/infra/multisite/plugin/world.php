<?php
/**
 * As much of WordPress as the plugin touches, in memory: two sites of a network, options, hooks, a table, HTTP that
 * answers what a test told it to.
 */

error_reporting( E_ALL );
define( 'ABSPATH', __DIR__ . '/' );
define( 'DB_NAME', 'wordpress' );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );
define( 'ARRAY_A', 'ARRAY_A' );

class WP_Error {
	public $message;
	public function __construct( $code, $message ) {
		$this->message = $message;
	}
	public function get_error_message() {
		return $this->message;
	}
}

class World {
	public static $networks = array(
		1 => array( 'id' => 1, 'domain' => 'Network.example.com' ),
	);
	public static $sites    = array(
		1 => array( 'blog_id' => 1, 'network_id' => 1, 'domain' => 'network.example.com' ),
		7 => array( 'blog_id' => 7, 'network_id' => 1, 'domain' => 'Shop.network.example.com:8080' ),
		8 => array( 'blog_id' => 8, 'network_id' => 1, 'domain' => 'network.example.com' ),
	);
	public static $options  = array();
	public static $requests = array();
	/** Status and body of each answer to come; a string is an error. When there are none left, Pub/Sub acknowledges. */
	public static $answers   = array();
	public static $scheduled = array();
	public static $locked    = false;

	public static $current_site = 7;

	public static $address   = '';

	/** The messages in the outbox. */
	public static function outbox() {
		return array_map( fn( $row ) => json_decode( $row->message, true ), array_values( $GLOBALS['wpdb']->rows ) );
	}

	/** Messages of each request. */
	public static function published() {
		$decode = fn( $message ) => json_decode( base64_decode( $message['data'] ), true );
		return array_map( fn( $request ) => array_map( $decode, json_decode( $request['body'], true )['messages'] ), self::$requests );
	}

	public static function tell( $what ) {
		echo json_encode( $what );
	}
}

class Fake_Wpdb {
	public $base_prefix = 'wp_';
	public $rows        = array();
	public $broken      = false;
	private $next       = 1;

	public function suppress_errors( $suppress ) {
		return ! $suppress;
	}
	public function get_charset_collate() {
		return '';
	}
	public function prepare( $query, ...$arguments ) {
		return vsprintf( $query, $arguments );
	}
	public function insert( $table, $row ) {
		if ( $this->broken ) {
			return false;
		}
		$this->rows[ $this->next ] = (object) ( array( 'id' => $this->next ) + $row );
		++$this->next;
		return 1;
	}
	public function get_var( $query ) {
		if ( false !== strpos( $query, 'GET_LOCK' ) ) {
			return World::$locked ? '0' : '1';
		}
		$last = end( $this->rows );
		return $last && false !== strpos( $query, 'occurred_ms' ) ? $last->occurred_ms : null;
	}
	public function get_row( $query ) {
		if ( $this->broken ) {
			return null;
		}
		$first = reset( $this->rows );
		return (object) array( 'messages' => count( $this->rows ), 'oldest_ms' => $first ? $first->occurred_ms : null );
	}
	public function get_results( $query ) {
		if ( false !== strpos( $query, 'diagnosis' ) ) {
			return array();
		}
		preg_match( '/LIMIT (\d+)$/', $query, $limit );
		return array_slice( array_values( $this->rows ), 0, (int) $limit[1] );
	}
	public function query( $query ) {
		if ( preg_match( '/^DELETE .* IN \(([\d,]+)\)$/', $query, $ids ) ) {
			$this->rows = array_diff_key( $this->rows, array_flip( explode( ',', $ids[1] ) ) );
		}
		return $this->broken ? false : 1;
	}
}
$wpdb      = new Fake_Wpdb();
$wp_filter = array();

function add_filter( $hook, $callback, $priority = 10, $arguments = 1 ) {
	global $wp_filter;
	$wp_filter[ $hook ] = $wp_filter[ $hook ] ?? (object) array( 'callbacks' => array() );

	$wp_filter[ $hook ]->callbacks[ $priority ][] = array( 'function' => $callback, 'accepted_args' => $arguments );
	ksort( $wp_filter[ $hook ]->callbacks );
}
function add_action( ...$arguments ) {
	add_filter( ...$arguments );
}
function remove_action( $hook, $callback, $priority = 10 ) {
	$callbacks = &$GLOBALS['wp_filter'][ $hook ]->callbacks[ $priority ];
	$callbacks = array_filter( $callbacks ?? array(), fn( $added ) => $added['function'] !== $callback );
}
function has_action( $hook, $callback ) {
	foreach ( $GLOBALS['wp_filter'][ $hook ]->callbacks ?? array() as $callbacks ) {
		if ( in_array( $callback, array_column( $callbacks, 'function' ), true ) ) {
			return true;
		}
	}
	return false;
}
function apply_filters( $hook, $value, ...$more ) {
	foreach ( array_keys( $GLOBALS['wp_filter'][ $hook ]->callbacks ?? array() ) as $priority ) {
		// Looked up each time: one callback may have removed another.
		foreach ( array_keys( $GLOBALS['wp_filter'][ $hook ]->callbacks[ $priority ] ?? array() ) as $key ) {
			$added = $GLOBALS['wp_filter'][ $hook ]->callbacks[ $priority ][ $key ] ?? null;
			if ( $added ) {
				$value = call_user_func_array( $added['function'], array_slice( array_merge( array( $value ), $more ), 0, $added['accepted_args'] ) );
			}
		}
	}
	return $value;
}
function do_action( $hook, ...$arguments ) {
	foreach ( array_keys( $GLOBALS['wp_filter'][ $hook ]->callbacks ?? array() ) as $priority ) {
		foreach ( array_keys( $GLOBALS['wp_filter'][ $hook ]->callbacks[ $priority ] ?? array() ) as $key ) {
			$added = $GLOBALS['wp_filter'][ $hook ]->callbacks[ $priority ][ $key ] ?? null;
			if ( $added ) {
				call_user_func_array( $added['function'], array_slice( $arguments, 0, $added['accepted_args'] ) );
			}
		}
	}
}

function plugin_basename( $file ) {
	return basename( $file );
}
function is_multisite() {
	return true;
}
function get_main_network_id() {
	return 1;
}
function get_main_site_id() {
	return 1;
}
function is_main_site() {
	return true;
}
function get_network( $id = null ) {
	return isset( World::$networks[ $id ?? 1 ] ) ? (object) World::$networks[ $id ?? 1 ] : null;
}
function get_site( $id ) {
	return isset( World::$sites[ $id ] ) ? (object) World::$sites[ $id ] : null;
}
function get_sites( $query ) {
	$wanted = fn( $site ) => ( ! isset( $query['domain'] ) || $query['domain'] === $site['domain'] )
		&& ! in_array( $site['blog_id'], $query['site__not_in'] ?? array(), true );
	$sites  = array_values( array_filter( World::$sites, $wanted ) );
	return array_map( fn( $site ) => (object) $site, array_slice( $sites, $query['offset'] ?? 0, $query['number'] ) );
}
function switch_to_blog( $id ) {
	World::$current_site = $id;
}
function restore_current_blog() {
	World::$current_site = 7;
}
function get_network_option( $network, $name, $else = false ) {
	return World::$options[ $name ] ?? $else;
}
function update_network_option( $network, $name, $value ) {
	$old = World::$options[ $name ] ?? null;

	World::$options[ $name ] = $value;
	if ( null === $old ) {
		do_action( "add_site_option_$name", $name, $value, $network );
	} else {
		do_action( "update_site_option_$name", $name, $value, $old, $network );
	}
}
function delete_network_option( $network, $name ) {
	unset( World::$options[ $name ] );
}
function get_site_transient( $name ) {
	return 'wu_public_network_ip' === $name ? World::$address : false;
}
function wp_json_encode( $value ) {
	return json_encode( $value );
}
function wp_doing_cron() {
	return false;
}
function wp_next_scheduled( $hook ) {
	return in_array( $hook, array_column( World::$scheduled, 0 ), true );
}
function wp_schedule_event( $at, $every, $hook ) {
	World::$scheduled[] = array( $hook, $every );
}
function wp_schedule_single_event( $at, $hook ) {
	World::$scheduled[] = array( $hook, $at );
}
function current_user_can( $capability ) {
	return 'manage_network' === $capability;
}
function spawn_cron() {
	World::$scheduled[] = array( 'spawn_cron', 0 );
}
function network_admin_url( $path ) {
	return "https://network.example.com/wp-admin/network/$path";
}
function determine_locale() {
	return 'en_US';
}
function unload_textdomain( $domain ) {}
function sanitize_file_name( $name ) {
	return $name;
}
function __( $text, $domain ) {
	return $text;
}
function _n( $one, $other, $count, $domain ) {
	return 1 === $count ? $one : $other;
}
function esc_html__( $text, $domain ) {
	return htmlspecialchars( $text );
}
function esc_url( $url ) {
	return htmlspecialchars( $url );
}
function wp_kses_post( $html ) {
	return $html;
}
function esc_html( $text ) {
	return htmlspecialchars( $text );
}
function is_wp_error( $value ) {
	return $value instanceof WP_Error;
}
function wp_remote_request( $url, $options ) {
	World::$requests[] = array( 'url' => $url ) + $options;

	$answer = array_shift( World::$answers );
	if ( is_string( $answer ) ) {
		return new WP_Error( 'http', $answer );
	}
	$ids = array_fill( 0, count( json_decode( $options['body'], true )['messages'] ?? array() ), '1' );
	return $answer ?? array( 'status' => 200, 'body' => json_encode( array( 'messageIds' => $ids ) ) );
}
function wp_remote_retrieve_response_code( $response ) {
	return $response['status'];
}
function wp_remote_retrieve_body( $response ) {
	return $response['body'];
}
