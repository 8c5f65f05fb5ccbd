<?php
/**
 * The plugin's translations.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** Reads the translation for the current locale. It is called only where a text of this plugin is shown. */
function load_language(): void {
	$locale = determine_locale();
	if ( memory()->locale === $locale ) {
		return;
	}
	memory()->locale = $locale;
	unload_textdomain( 'closte-domain-sync' );
	$file = __DIR__ . '/languages/closte-domain-sync-' . sanitize_file_name( $locale ) . '.mo';
	if ( is_readable( $file ) ) {
		load_textdomain( 'closte-domain-sync', $file );
	}
}
