<?php
/**
 * The DNS records of a diagnosis as HTML, to copy into a form.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The records to create, each to copy, and those to remove. A record that is changed is in both tables, as it will be and as it was.
 *
 * @param array $diagnosis The diagnosis of a domain.
 */
function records_html( array $diagnosis ): string {
	$remove = array();
	$hosts  = array_column( $diagnosis['records'], 'host', 'name' );
	foreach ( $diagnosis['problems'] as $problem ) {
		$fix  = $problem['fix'] ?? array();
		$zone = $fix['where']['zone'] ?? '';
		foreach ( array_merge( $fix['remove'] ?? array(), array_column( $fix['replace'] ?? array(), 'from' ) ) as $record ) {
			$name    = $record['name'] ?? '';
			$record += array( 'host' => $hosts[ $name ] ?? host_in_zone( $name, $zone ) );
			// The same change may fix two problems.
			if ( ! in_array( $record, $remove, true ) ) {
				$remove[] = $record;
			}
		}
	}
	return records_table( __( 'Records to create', 'closte-domain-sync' ), $diagnosis['records'], true )
		. records_table( __( 'Records to remove', 'closte-domain-sync' ), $remove, false );
}

/**
 * A name in the form that a DNS host's web page expects.
 *
 * @param string $name The name.
 * @param string $zone Its zone; '' if that is not known.
 */
function host_in_zone( string $name, string $zone ): string {
	if ( '' !== $zone && $name === $zone ) {
		return '@';
	}
	$end = ".$zone";
	return '' !== $zone && substr( $name, -strlen( $end ) ) === $end ? substr( $name, 0, -strlen( $end ) ) : $name;
}

/**
 * A table of records.
 *
 * @param string $title   Its title.
 * @param array  $records The records.
 * @param bool   $to_copy Whether they are copied into a form.
 */
function records_table( string $title, array $records, bool $to_copy ): string {
	if ( ! $records ) {
		return '';
	}
	$columns = array(
		'type'  => __( 'Type', 'closte-domain-sync' ),
		'host'  => __( 'Name', 'closte-domain-sync' ),
		'value' => __( 'Value', 'closte-domain-sync' ),
		'ttl'   => __( 'TTL', 'closte-domain-sync' ),
	);
	// Nobody knows the TTL of the records to remove, nor needs it.
	if ( ! array_column( $records, 'ttl' ) ) {
		unset( $columns['ttl'] );
	}
	$head = '';
	foreach ( $columns as $text ) {
		$head .= '<th scope="col">' . esc_html( $text ) . '</th>';
	}
	$rows = '';
	foreach ( $records as $record ) {
		$record += array( 'host' => $record['name'] ?? '' );
		$cells   = '';
		foreach ( $columns as $column => $text ) {
			$value   = (string) ( $record[ $column ] ?? '' );
			$is_long = in_array( $column, array( 'host', 'value' ), true );
			$copy    = $to_copy && $is_long ? copy_button( $text, $value ) : '';
			$class   = $is_long ? '' : ' class="is-short"';
			$cells  .= sprintf( '<td%s data-label="%s"><code dir="ltr">%s</code>%s</td>', $class, esc_attr( $text ), esc_html( $value ), $copy );
		}
		$rows .= "<tr>$cells</tr>";
	}
	return sprintf(
		'<h3>%1$s</h3><table class="closte-sync-records"><caption class="screen-reader-text">%1$s</caption>'
			. '<thead><tr>%2$s</tr></thead><tbody>%3$s</tbody></table>',
		esc_html( $title ),
		$head,
		$rows
	);
}

/**
 * A button that copies a value. It is shown where there is JavaScript.
 *
 * @param string $what  The kind of value.
 * @param string $value The value.
 */
function copy_button( string $what, string $value ): string {
	return sprintf(
		' <button type="button" class="button button-small closte-sync-copy" data-copy="%s" data-copied="%s" aria-label="%s">%s</button>',
		esc_attr( $value ),
		esc_attr__( 'Copied', 'closte-domain-sync' ),
		/* translators: 1: either Name or Value, 2: the value */
		esc_attr( sprintf( __( 'Copy: %1$s, %2$s', 'closte-domain-sync' ), $what, $value ) ),
		esc_html__( 'Copy', 'closte-domain-sync' )
	);
}
