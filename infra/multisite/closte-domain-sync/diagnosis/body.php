<?php
/**
 * Reads the diagnosis of a domain from the functions. It takes only fields of the expected form, and cuts them to a length that
 * can be shown: names, DNS answers and a server's own words are from strangers, who may have written anything.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The most bytes of a text, entries of a list, and levels of nested phrases. */
const TEXT_BYTES   = 2000;
const LIST_LENGTH  = 100;
const PHRASE_DEPTH = 8;

/**
 * The diagnosis of a domain.
 *
 * @param mixed $body The body, decoded from JSON.
 * @return array|null Null if the body is not one.
 */
function read_diagnosis( $body ): ?array {
	$dns_record = array(
		'name'  => 'text',
		'host'  => 'text',
		'type'  => 'word',
		'value' => 'text',
		'ttl'   => 'number',
	);
	$change     = array(
		'from' => $dns_record,
		'to'   => $dns_record,
	);
	$problem    = array(
		'code'     => 'word',
		'severity' => 'word',
		'message'  => 'text',
		'remedy'   => 'text',
		'phrases'  => array(
			'message' => 'phrase',
			'remedy'  => array( 'phrase' ),
		),
		'fix'      => array(
			'who'     => 'word',
			'where'   => array(
				'zone' => 'text',
				'host' => 'text',
			),
			'create'  => array( $dns_record ),
			'remove'  => array( $dns_record ),
			'replace' => array( $change ),
		),
	);
	$read       = shaped(
		$body,
		array(
			'domain'        => 'text',
			'siteId'        => 'number',
			'intent'        => 'word',
			'alias'         => 'word',
			'stage'         => 'word',
			'secure'        => 'flag',
			'nextCheckAt'   => 'time',
			'lastCheckedAt' => 'time',
			'problems'      => array( $problem ),
			'records'       => array( $dns_record ),
			'certificate'   => array(
				'issuer'    => 'text',
				'validFrom' => 'time',
				'validTo'   => 'time',
				'names'     => array( 'text' ),
			),
			'history'       => array(
				array(
					'at'     => 'time',
					'what'   => 'word',
					'from'   => 'word',
					'to'     => 'word',
					'reason' => 'text',
				),
			),
		)
	);
	if ( ! is_array( $read ) || ! isset( $read['domain'], $read['siteId'], $read['intent'], $read['stage'] ) ) {
		return null;
	}
	return $read + array(
		'problems' => array(),
		'records'  => array(),
		'history'  => array(),
	);
}

/**
 * The parts of a value that have the expected form.
 *
 * @param mixed        $value The value.
 * @param string|array $shape The name of a form; a list with the form of its entries; or forms by their names.
 * @return mixed Null if it does not have that form.
 */
function shaped( $value, $shape ) {
	if ( is_string( $shape ) ) {
		return call_user_func( __NAMESPACE__ . "\\read_$shape", $value );
	}
	if ( ! is_array( $value ) ) {
		return null;
	}
	$is_there = fn( $one ) => null !== $one;
	if ( array_key_exists( 0, $shape ) ) {
		$entries = array_slice( array_values( $value ), 0, LIST_LENGTH );
		return array_values( array_filter( array_map( fn( $one ) => shaped( $one, $shape[0] ), $entries ), $is_there ) );
	}
	$read = array();
	foreach ( $shape as $name => $of_field ) {
		$read[ $name ] = isset( $value[ $name ] ) ? shaped( $value[ $name ], $of_field ) : null;
	}
	return array_filter( $read, $is_there );
}

/**
 * A text, without the characters that no page can show.
 *
 * @param mixed $value The value.
 */
function read_text( $value ): ?string {
	if ( ! is_string( $value ) || ! preg_match( '//u', $value ) ) {
		return null;
	}
	// Control characters, and those that change the direction of the text after them.
	$shown = (string) preg_replace( '/[\x{0}-\x{1f}\x{7f}-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}]+/u', ' ', $value );
	return strlen( $shown ) > TEXT_BYTES ? wp_check_invalid_utf8( substr( $shown, 0, TEXT_BYTES ), true ) . '…' : $shown;
}

/**
 * A word of the contract: a code, a stage, a type of records.
 *
 * @param mixed $value The value.
 */
function read_word( $value ): ?string {
	return is_string( $value ) && preg_match( '/^[A-Za-z0-9-]{1,64}$/D', $value ) ? $value : null;
}

/**
 * A whole number.
 *
 * @param mixed $value The value.
 */
function read_number( $value ): ?int {
	return is_numeric( $value ) ? (int) $value : null;
}

/**
 * A truth value.
 *
 * @param mixed $value The value.
 */
function read_flag( $value ): ?bool {
	return is_bool( $value ) ? $value : null;
}

/**
 * A time, in ISO 8601.
 *
 * @param mixed $value The value.
 */
function read_time( $value ): ?string {
	return is_string( $value ) && preg_match( '/^\d{4}-\d\d-\d\dT[\d:.]{5,15}Z$/D', $value ) ? $value : null;
}

/**
 * A phrase: a sentence of the catalogue, and the values of its placeholders.
 *
 * @param mixed $value The value.
 * @param int   $depth The number of phrases around it.
 */
function read_phrase( $value, int $depth = 0 ): ?array {
	$key = is_array( $value ) ? $value['sentence'] ?? null : null;
	if ( ! is_string( $key ) || ! isset( sentences()[ $key ] ) || $depth > PHRASE_DEPTH ) {
		return null;
	}
	$values = array();
	foreach ( is_array( $value['values'] ?? null ) ? $value['values'] : array() as $name => $one ) {
		$values[ $name ] = read_phrase_value( $one, $depth + 1 );
	}
	return array(
		'sentence' => $key,
		'values'   => array_filter( $values, fn( $one ) => null !== $one ),
	);
}

/**
 * The value of a placeholder: a text, a number, another phrase, or a list.
 *
 * @param mixed $value The value.
 * @param int   $depth The number of phrases around it.
 * @return mixed
 */
function read_phrase_value( $value, int $depth ) {
	if ( is_int( $value ) || is_float( $value ) ) {
		return $value;
	}
	if ( ! is_array( $value ) ) {
		return read_text( $value );
	}
	if ( isset( $value['sentence'] ) ) {
		return read_phrase( $value, $depth );
	}
	$entries = array_slice( array_values( $value ), 0, LIST_LENGTH );
	$entries = array_map( fn( $one ) => is_array( $one ) ? read_phrase( $one, $depth ) : read_text( $one ), $entries );
	return array_values( array_filter( $entries, fn( $one ) => null !== $one ) );
}
