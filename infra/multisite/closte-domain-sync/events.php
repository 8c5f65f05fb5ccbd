<?php
/**
 * What happens in WordPress, and which event it is.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * A domain was mapped; Ultimate Multisite fires it from Action Scheduler.
 *
 * @param mixed $domain  The domain.
 * @param mixed $site_id Its site.
 */
function on_add_domain( $domain, $site_id = 0 ): void {
	record_of_domain( 'domain.created', $domain, $site_id );
}

/**
 * A mapped domain was removed.
 *
 * @param mixed $domain  The domain.
 * @param mixed $site_id Its site.
 */
function on_remove_domain( $domain, $site_id = 0 ): void {
	record_of_domain( 'domain.deleted', $domain, $site_id );
}

/**
 * A record got another domain. Ultimate Multisite says wu_add_domain of the new one, and nothing of the old one.
 *
 * @param mixed $old_domain What it was: 'new' when the record is made.
 * @param mixed $new_domain What it is.
 * @param mixed $domain_id  The record.
 */
function on_rename_domain( $old_domain, $new_domain = '', $domain_id = 0 ): void {
	if ( ! is_string( $old_domain ) || false === strpos( $old_domain, '.' ) || $old_domain === $new_domain ) {
		return;
	}
	$record = ultimate_domain_by_id( $domain_id );
	record_of_domain( 'domain.deleted', $old_domain, $record ? $record->get_blog_id() : 0 );
}

/**
 * A record was saved. If it got another site, Ultimate Multisite tells nobody, and the domain would go with its old site.
 *
 * @param mixed $columns Its columns.
 * @param mixed $record  The record.
 */
function on_domain_saved( $columns, $record = null ): void {
	$before = is_object( $record ) && method_exists( $record, '_get_original' ) ? $record->_get_original() : array();
	$old    = is_array( $before ) && is_numeric( $before['blog_id'] ?? null ) ? (int) $before['blog_id'] : 0;
	if ( $old < 1 || (int) $record->get_blog_id() === $old ) {
		return;
	}
	$stored = ultimate_domain_by_id( $record->get_id() );
	if ( $stored && (int) $stored->get_blog_id() !== $old ) {
		record_of_domain( 'domain.created', $stored->get_domain(), $stored->get_blog_id(), (int) $stored->get_id() );
	}
}

/**
 * A domain is checked: because somebody asks, or as a part of the checks that Ultimate Multisite repeats by itself. Those
 * say how often they tried, a person's does not. A record that was just made is checked without a person too.
 *
 * @param mixed $domain_id The record.
 * @param mixed $tries     Times it was tried; null if a person asks.
 */
function on_check( $domain_id, $tries = null ): void {
	$record = null === $tries ? ultimate_domain_by_id( $domain_id ) : null;
	if ( $record && ! was_just_made( $record ) ) {
		record_of_domain( 'domain.check', $record->get_domain(), $record->get_blog_id(), (int) $domain_id );
	}
}

/**
 * A site was made.
 *
 * @param \WP_Site $site The site.
 */
function on_site_created( $site ): void {
	record_of_site( 'site.created', $site );
}

/**
 * Ultimate Multisite copied a site onto another. If that one is new, it was told as site.created before: harmless.
 *
 * @param mixed $duplicate Has `site_id`, that of the copy.
 */
function on_site_duplicated( $duplicate ): void {
	$site_id = is_array( $duplicate ) && isset( $duplicate['site_id'] ) ? $duplicate['site_id'] : $duplicate;
	$site    = is_numeric( $site_id ) ? get_site( (int) $site_id ) : null;
	if ( $site ) {
		record_of_site( 'site.duplicated', $site );
	}
}

/**
 * A site's own domain was changed: on plain multisite that is how a domain is mapped.
 *
 * @param \WP_Site $site As it is.
 * @param \WP_Site $old  As it was.
 */
function on_site_updated( $site, $old ): void {
	if ( host_of( $site->domain ) === host_of( $old->domain ) ) {
		return;
	}
	if ( has_own_domain( $old ) && ! ultimate_domain( host_of( $old->domain ) ) && ! other_site( $old ) ) {
		record_of_domain( 'domain.deleted', $old->domain, $old->blog_id );
	}
	record_of_site( 'site.created', $site );
}

/**
 * A site was deleted, and its mapped domains are about to be: a site in a subdirectory may have some too. A domain that
 * another site shares, in a subdirectory of it, is that one's first, so that it does not go with this one.
 *
 * @param \WP_Site $site The site.
 */
function on_site_deleted( $site ): void {
	if ( ! has_own_domain( $site ) && ! has_mapped_domains( (int) $site->blog_id ) ) {
		return;
	}
	$other = other_site( $site );
	if ( $other ) {
		record_of_site( 'site.created', $other );
	}
	record( 'site.deleted', array( 'siteId' => (int) $site->blog_id ), (int) $site->network_id );
}

/**
 * Ultimate Multisite's settings were stored.
 *
 * @param mixed $option Name of the option.
 * @param mixed $new    The settings.
 * @param mixed $old    The settings before.
 */
function on_settings_stored( $option, $new, $old = array() ): void {
	on_settings_saved( $new, $new, $old );
}

/**
 * Ultimate Multisite's page of settings was saved: it says so after they were stored, and that is told once.
 *
 * @param mixed $new  The settings.
 * @param mixed $form What the form had of them.
 * @param mixed $old  The settings before.
 */
function on_settings_saved( $new, $form = array(), $old = array() ): void {
	$interval = check_interval_of( $new );
	if ( check_interval_of( $old ) !== $interval && memory()->interval !== $interval ) {
		memory()->interval = $interval;
		record( 'settings.updated', array( 'settings' => array( 'dnsCheckInterval' => $interval ) ) );
	}
}
