<?php
/**
 * The plugin's translations.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The locale of a site; without a language of its own, it has that of the network.
 *
 * @param int $site_id The site.
 */
function locale_of_site( int $site_id ): string {
	$locale = (string) get_blog_option( $site_id, 'WPLANG', locale_of_network() );
	return '' === $locale ? 'en_US' : $locale;
}

/** The locale of the network. */
function locale_of_network(): string {
	$locale = (string) get_site_option( 'WPLANG' );
	return '' === $locale ? 'en_US' : $locale;
}

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
