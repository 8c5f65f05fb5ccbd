<?php
/**
 * Turns the hooks of WordPress and Ultimate Multisite into events.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * A domain was mapped. Ultimate Multisite fires the hook from Action Scheduler.
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
 * A record got another domain. Ultimate Multisite fires wu_add_domain for the new one, and nothing for the old one.
 *
 * @param mixed $old_domain The old domain; 'new' when the record is made.
 * @param mixed $new_domain The new domain.
 * @param mixed $domain_id  The record.
 */
function on_rename_domain( $old_domain, $new_domain = '', $domain_id = 0 ): void {
	if ( ! is_string( $old_domain ) || false === strpos( $old_domain, '.' ) || $old_domain === $new_domain ) {
		return;
	}
	$record  = ultimate_domain_by_id( $domain_id );
	$site_id = $record ? (int) $record->get_blog_id() : 0;
	forget_queued_mapping( $old_domain, $site_id );
	record_of_domain( 'domain.deleted', $old_domain, $site_id );
}

/**
 * A record was saved. If it got another site, Ultimate Multisite fires no hook, and the domain would be unmapped with its old
 * site.
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
 * A domain is checked: because somebody asks, or as one of the checks that Ultimate Multisite repeats by itself. The latter
 * pass their number of tries; a person's check does not. A new record is also checked without a person.
 *
 * @param mixed $domain_id The record.
 * @param mixed $tries     The number of tries; null if a person asks.
 */
function on_check( $domain_id, $tries = null ): void {
	$record = null === $tries ? ultimate_domain_by_id( $domain_id ) : null;
	if ( $record && ! was_just_made( $record ) ) {
		record_of_domain( 'domain.check', $record->get_domain(), $record->get_blog_id(), (int) $domain_id );
	}
}

/**
 * A site was created.
 *
 * @param \WP_Site $site The site.
 */
function on_site_created( $site ): void {
	record_of_site( 'site.created', $site );
}

/**
 * Ultimate Multisite copied a site onto another. A new copy was announced as site.created before, which is harmless.
 *
 * @param mixed $duplicate Its `site_id` is that of the copy.
 */
function on_site_duplicated( $duplicate ): void {
	$site_id = is_array( $duplicate ) && isset( $duplicate['site_id'] ) ? $duplicate['site_id'] : $duplicate;
	$site    = is_numeric( $site_id ) ? get_site( (int) $site_id ) : null;
	if ( $site ) {
		record_of_site( 'site.duplicated', $site );
	}
}

/**
 * A site's own domain was changed: without Ultimate Multisite, domains are mapped this way.
 *
 * @param \WP_Site $site The site after the change.
 * @param \WP_Site $old  The site before the change.
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
 * A site was deleted, and its mapped domains are about to be: even a site in a subdirectory may have some. A domain that
 * another site shares, in a subdirectory, is first recorded for the other site, so that it is not unmapped with this one.
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
 * @param mixed $now    The settings.
 * @param mixed $old    The settings before.
 */
function on_settings_stored( $option, $now, $old = array() ): void {
	on_settings_saved( $now, $now, $old );
}

/**
 * Ultimate Multisite's page of settings was saved. The hook fires after the settings were stored, but a change is published only once.
 *
 * @param mixed $now  The settings.
 * @param mixed $form The settings in the form, which are not used.
 * @param mixed $old  The settings before.
 */
function on_settings_saved( $now, $form = array(), $old = array() ): void {
	$interval = check_interval_of( $now );
	if ( check_interval_of( $old ) !== $interval && memory()->interval !== $interval ) {
		memory()->interval = $interval;
		record( 'settings.updated', array( 'settings' => array( 'dnsCheckInterval' => $interval ) ) );
	}
}
