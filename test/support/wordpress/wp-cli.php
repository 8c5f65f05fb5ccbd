<?php
/**
 * The part of WP-CLI that a command class needs: its methods are commands, and options that their doc
 * comments do not name are refused, as by WP-CLI.
 *
 * @package Closte_Domain_Sync
 */

namespace {

	define( 'WP_CLI', true );

	class WP_CLI {

		private static array $commands = array();

		public static function add_command( $name, $callable, $args = array() ): bool {
			self::$commands[ $name ] = $callable;
			return true;
		}

		/** The arguments behind `wp`. */
		public static function run( string $line ): void {
			list( $name, $command ) = $words = preg_split( '/\s+/', $line );
			$method                 = self::method( $name, $command );
			$synopsis               = (string) $method->getDocComment();

			$args    = array();
			$options = array();
			foreach ( array_slice( $words, 2 ) as $word ) {
				if ( preg_match( '/^--([a-z-]+)(?:=(.*))?$/', $word, $option ) ) {
					$form = isset( $option[2] ) ? "--$option[1]=<" : "--$option[1]]";
					false === strpos( $synopsis, $form ) && self::error( "unknown --$option[1] parameter" );
					$options[ $option[1] ] = $option[2] ?? true;
				} else {
					$args[] = $word;
				}
			}
			preg_match_all( '/^\s*\* --([a-z-]+)=</m', $synopsis, $required );
			foreach ( array_diff( $required[1], array_keys( $options ) ) as $missing ) {
				self::error( "missing --$missing parameter" );
			}
			preg_match_all( '/^\s*\* <([a-z-]+)>$/m', $synopsis, $positional );
			count( $args ) < count( $positional[1] ) && self::error( 'missing a parameter' );
			false === strpos( $synopsis, '<' ) && $args && self::error( 'too many positional arguments' );
			$method->invoke( new self::$commands[ $name ](), $args, $options );
		}

		private static function method( string $name, string $command ): ReflectionMethod {
			foreach ( ( new ReflectionClass( self::$commands[ $name ] ) )->getMethods( ReflectionMethod::IS_PUBLIC ) as $method ) {
				preg_match( '/@subcommand (\S+)/', (string) $method->getDocComment(), $subcommand );
				if ( ( $subcommand[1] ?? $method->getName() ) === $command ) {
					return $method;
				}
			}
			self::error( "'$command' is not a registered subcommand of '$name'" );
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

		public static function halt( $code ): void {
			exit( $code );
		}

		public static function confirm( $question, $options = array() ): void {
			empty( $options['yes'] ) && self::halt( 0 );
		}
	}
}

namespace WP_CLI\Utils {

	function format_items( $format, $items, $fields ): void {
		$fields = is_array( $fields ) ? $fields : explode( ',', $fields );
		$rows   = array_map( fn( $item ) => array_combine( $fields, array_map( fn( $field ) => $item[ $field ] ?? '', $fields ) ), $items );
		if ( 'json' === $format ) {
			echo json_encode( $rows ), "\n";
			return;
		}
		foreach ( array_merge( array( $fields ), $rows ) as $row ) {
			echo implode( "\t", $row ), "\n";
		}
	}
}
