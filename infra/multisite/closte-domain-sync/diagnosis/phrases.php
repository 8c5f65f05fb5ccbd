<?php
/**
 * Phrases as text: a sentence of the catalogue in the current language, with its placeholders filled.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The sentences of the catalogue, in the language whose translation was read last.
 *
 * @return array
 */
function sentences(): array {
	static $read = array();

	$read[ memory()->locale ] = $read[ memory()->locale ] ?? catalogue();
	return $read[ memory()->locale ];
}

/**
 * The texts of a problem: `message`, and `remedies`, the changes to make one after the other.
 *
 * @param array $problem A problem of a diagnosis.
 * @return array
 */
function problem_texts( array $problem ): array {
	if ( ! isset( $problem['phrases']['message'] ) ) {
		// A problem from a version that had sentences only.
		return array(
			'message'  => $problem['message'] ?? '',
			'remedies' => array_filter( array( $problem['remedy'] ?? '' ), 'strlen' ),
		);
	}
	return array(
		'message'  => phrase_text( $problem['phrases']['message'] ),
		'remedies' => array_map( __NAMESPACE__ . '\phrase_text', $problem['phrases']['remedy'] ?? array() ),
	);
}

/**
 * The texts of a problem in one line.
 *
 * @param array $problem A problem of a diagnosis.
 */
function problem_line( array $problem ): string {
	$texts = problem_texts( $problem );
	return implode( ' ', array_merge( array( $texts['message'] ), $texts['remedies'] ) );
}

/**
 * A phrase as a text.
 *
 * @param array $phrase The phrase.
 */
function phrase_text( array $phrase ): string {
	return filled( $phrase, fn( $text ) => $text );
}

/**
 * A phrase whose sentence is adapted to its position before it is filled.
 *
 * @param array    $phrase The phrase.
 * @param callable $fit    Adapts the sentence.
 */
function filled( array $phrase, callable $fit ): string {
	$values   = $phrase['values'];
	$sentence = sentence_text( $phrase['sentence'], (int) ( is_numeric( $values['count'] ?? null ) ? $values['count'] : 0 ) );
	return (string) preg_replace_callback(
		'/\{([A-Za-z]{1,40})\}/',
		fn( $place ) => array_key_exists( $place[1], $values ) ? value_text( $values[ $place[1] ] ) : $place[0],
		$fit( $sentence )
	);
}

/**
 * A sentence in the current language, in its form for a number.
 *
 * @param string $key   Its key.
 * @param int    $count The number.
 */
function sentence_text( string $key, int $count ): string {
	$sentence = sentences()[ $key ] ?? '';
	return is_array( $sentence ) ? translate_nooped_plural( $sentence, $count, 'closte-domain-sync' ) : $sentence;
}

/**
 * The value of a placeholder, as a text.
 *
 * @param mixed $value A text, a number, a phrase, or a list.
 */
function value_text( $value ): string {
	if ( ! is_array( $value ) ) {
		return (string) $value;
	}
	if ( isset( $value['sentence'] ) ) {
		return filled( $value, __NAMESPACE__ . '\uncapitalized' );
	}
	return implode( ', ', array_map( __NAMESPACE__ . '\value_text', $value ) );
}

/**
 * Begins a sentence in lower case, for use inside another one. Acronyms stay as they are.
 *
 * @param string $text The sentence, not filled yet.
 */
function uncapitalized( string $text ): string {
	if ( ! preg_match( '/^(\p{Lu})\p{Ll}/u', $text, $first ) ) {
		return $text;
	}
	$lower = function_exists( 'mb_strtolower' ) ? mb_strtolower( $first[1], 'UTF-8' ) : strtolower( $first[1] );
	return $lower . substr( $text, strlen( $first[1] ) );
}
