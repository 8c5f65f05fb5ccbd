<?php
/**
 * As much of WP-CLI as a command takes that says something and ends well or not.
 *
 * @package Closte_Domain_Sync
 */

define( 'WP_CLI', true );

class WP_CLI {

	private static array $commands = array();

	public static function add_command( $name, $callable, $args = array() ): bool {
		self::$commands[ $name ] = $callable;
		return true;
	}

	/** What is behind `wp`. */
	public static function run( string $name, array $args = array(), array $options = array() ): void {
		call_user_func( self::$commands[ $name ], $args, $options );
	}

	public static function log( $message ): void {
		echo "$message\n";
	}

	public static function line( $message = '' ): void {
		self::log( $message );
	}

	public static function success( $message ): void {
		self::log( "Success: $message" );
	}

	public static function warning( $message ): void {
		fwrite( STDERR, "Warning: $message\n" );
	}

	public static function error( $message ): void {
		fwrite( STDERR, "Error: $message\n" );
		exit( 1 );
	}
}
