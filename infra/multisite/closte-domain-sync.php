<?php
/**
 * Plugin Name: Closte domain sync
 * Description: Tells Closte domain sync, by Google Cloud Pub/Sub, which domains this network maps.
 * Version:     1.0.0
 * Network:     true
 * Requires PHP: 7.4
 * License:     MIT
 *
 * INSTALL: copy this file to wp-content/mu-plugins, and define in wp-config.php, above "stop editing":
 *
 *   CLOSTE_SYNC_PROJECT          the project on Google Cloud
 *   CLOSTE_SYNC_TOPIC            the topic, closte-domain-events
 *   CLOSTE_SYNC_CREDENTIALS      the key of the service account: its JSON, or the path of a file outside the web root;
 *                                leave it out where WordPress runs on Google Cloud as an account that may publish
 *   CLOSTE_SYNC_REPLACES_CHECKS  true: Ultimate Multisite's own DNS and SSL checks don't run (optional)
 *   CLOSTE_SYNC_PROOF_SECRET     the key of the proxy proof, if not the secret of Ultimate Multisite's API (optional)
 *
 * Where Ultimate Multisite has its registry of integrations, enable "Closte (Google Cloud)" there as well.
 *
 * THE PROXY PROOF shows that a domain behind a proxy ends here. WordPress sends visitors of a domain that it does not
 * serve yet elsewhere before it reads any plugin, so for those domains wp-config.php has to read this file as well, after
 * the constants:  require __DIR__ . '/wp-content/mu-plugins/closte-domain-sync.php';
 *
 * REMOVE: delete this file (and that line), then
 *   DROP TABLE <prefix>closte_domain_sync_outbox;
 *   DELETE FROM <prefix>sitemeta WHERE meta_key LIKE 'closte\_domain\_sync\_%';
 *
 * HOW IT WORKS: a hook of WordPress becomes an event in the outbox, a table, at once. When the page is done, the outbox
 * is published in its order, and a row is deleted once Pub/Sub has acknowledged it. So an event can be published twice,
 * with one id, but never be lost. What could not be published waits for WP-Cron and Action Scheduler.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

use WP_Ultimo\Integrations\Base_Capability_Module;
use WP_Ultimo\Integrations\Capabilities\Domain_Mapping_Capability;
use WP_Ultimo\Integrations\Integration;

/** Version of the messages, of the table, and names that WordPress knows us by. */
const MESSAGE_VERSION = 1;
const TABLE_VERSION   = 1;
const DRAIN_HOOK      = 'closte_domain_sync_drain';
const CRON_SCHEDULE   = 'closte_domain_sync_minute';
const INTEGRATION     = 'closte-google-cloud';
const PROOF_PATH      = '/.well-known/closte-domain-sync/';

/** Ultimate Multisite keeps all of its settings in this network option. */
const ULTIMATE_SETTINGS = 'wp-ultimo_v2_settings';

/** Seconds that publishing may take: of somebody's page, and where nobody waits. */
const PAGE_SECONDS       = 2.0;
const BACKGROUND_SECONDS = 20.0;

/** Messages in one request; Pub/Sub takes 1,000. */
const BATCH = 100;

/*
 * ---- Configuration -------------------------------------------------------------------------------------------------
 */

/**
 * A constant of wp-config.php, as text; '' if there is none.
 *
 * @param string $name Name of the constant.
 */
function configured( string $name ): string {
	return defined( $name ) && is_scalar( constant( $name ) ) ? trim( (string) constant( $name ) ) : '';
}

/**
 * What keeps the plugin from working, in words for the network's admin.
 *
 * @return string[]
 */
function missing(): array {
	$missing = array();
	if ( ! preg_match( '/^[a-z0-9][a-z0-9:.-]{2,61}[a-z0-9]$/', configured( 'CLOSTE_SYNC_PROJECT' ) ) ) {
		$missing[] = 'Define CLOSTE_SYNC_PROJECT in wp-config.php: the id of the project on Google Cloud.';
	}
	if ( ! preg_match( '/^[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/', configured( 'CLOSTE_SYNC_TOPIC' ) ) ) {
		$missing[] = 'Define CLOSTE_SYNC_TOPIC in wp-config.php: the name of the topic, such as closte-domain-events.';
	}
	if ( '' === emulator() && '' !== configured( 'CLOSTE_SYNC_CREDENTIALS' ) ) {
		$key = service_account_key();
		if ( is_string( $key ) ) {
			$missing[] = $key;
		}
	}
	return $missing;
}

/** Whether it is told where to publish. */
function is_configured(): bool {
	return array() === missing();
}

/** Whether the admin wants it: enabled where Ultimate Multisite has its registry, else by its constants alone. */
function is_enabled(): bool {
	if ( ! class_exists( 'WP_Ultimo\Integrations\Integration_Registry' ) ) {
		return true;
	}
	$enabled = get_network_option( null, 'wu_host_integrations_enabled', array() );
	return is_array( $enabled ) && ! empty( $enabled[ INTEGRATION ] );
}

/**
 * Whether events are recorded. A key that can't be read doesn't count: what happens meanwhile is published once it can.
 */
function is_active(): bool {
	return '' !== configured( 'CLOSTE_SYNC_PROJECT' ) && '' !== configured( 'CLOSTE_SYNC_TOPIC' ) && is_enabled();
}

/**
 * To the log of PHP, without secrets: nothing that Pub/Sub said or that is in the key is ever passed here.
 *
 * @param string $text One line.
 */
function log_line( string $text ): void {
	error_log( 'Closte domain sync: ' . $text ); // phpcs:ignore
}

/*
 * ---- Hooks: what happens in WordPress, and what it means -----------------------------------------------------------
 */

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
 * another site shares, in a subdirectory of it, is mapped again as that one's.
 *
 * @param \WP_Site $site The site.
 */
function on_site_deleted( $site ): void {
	if ( ! has_own_domain( $site ) && ! has_mapped_domains( (int) $site->blog_id ) ) {
		return;
	}
	record( 'site.deleted', array( 'siteId' => (int) $site->blog_id ), (int) $site->network_id );
	$other = other_site( $site );
	if ( $other ) {
		record_of_site( 'site.created', $other );
	}
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

/*
 * ---- Messages ------------------------------------------------------------------------------------------------------
 */

/**
 * Records what happened to a domain.
 *
 * @param string $type      Type of the event.
 * @param mixed  $domain    The domain, as it was written.
 * @param mixed  $site_id   Its site; 0 if it is to be looked up.
 * @param int    $domain_id Ultimate Multisite's record; 0 if it is to be looked up.
 */
function record_of_domain( string $type, $domain, $site_id, int $domain_id = 0 ): bool {
	$host    = is_string( $domain ) ? host_of( $domain ) : '';
	$record  = '' === $host || $domain_id > 0 ? null : ultimate_domain( $host );
	$site_id = is_numeric( $site_id ) && $site_id > 0 ? (int) $site_id : ( $record ? (int) $record->get_blog_id() : 0 );
	if ( '' === $host || strlen( $host ) > 1000 || ! preg_match( '//u', $host ) || $site_id < 1 ) {
		log_line( "$type was not published: it came without a domain or a site." );
		return false;
	}
	$fields    = array(
		'domain' => $host,
		'siteId' => $site_id,
	);
	$domain_id = $domain_id > 0 ? $domain_id : ( $record ? (int) $record->get_id() : 0 );
	if ( $domain_id > 0 ) {
		$fields['domainId'] = $domain_id;
	}
	$site = get_site( $site_id );
	return record( $type, $fields, $site ? (int) $site->network_id : null );
}

/**
 * Records what happened to a site, if it has a domain of its own: in a network of subdirectories it has not.
 *
 * @param string   $type Type of the event.
 * @param \WP_Site $site The site.
 */
function record_of_site( string $type, $site ): bool {
	return has_own_domain( $site ) && record_of_domain( $type, $site->domain, $site->blog_id );
}

/**
 * Whether the site's domain is not its network's.
 *
 * @param \WP_Site $site The site.
 */
function has_own_domain( $site ): bool {
	$network = get_network( (int) $site->network_id );
	return ! $network || host_of( $site->domain ) !== host_of( $network->domain );
}

/**
 * Another site with the domain of this one.
 *
 * @param \WP_Site $site The site.
 * @return \WP_Site|null
 */
function other_site( $site ) {
	$query = array(
		'domain'       => $site->domain,
		'site__not_in' => array( (int) $site->blog_id ),
		'number'       => 1,
	);
	return get_sites( $query )[0] ?? null;
}

/**
 * A host as the contract has it: no port, no trailing dot, lower case.
 *
 * @param string $name As it was written.
 */
function host_of( string $name ): string {
	return rtrim( (string) preg_replace( '/:\d+$/', '', strtolower( trim( $name ) ) ), '.' );
}

/**
 * Puts an event into the outbox. Whatever goes wrong, the page goes on.
 *
 * @param string   $type       Type of the event.
 * @param array    $fields     What is particular to it.
 * @param int|null $network_id The network; null is the current one.
 */
function record( string $type, array $fields, ?int $network_id = null ): bool {
	try {
		return is_active() && add_to_outbox( message( $type, $fields, next_moment(), $network_id ) );
	} catch ( \Throwable $thrown ) {
		log_line( "$type could not be recorded: " . get_class( $thrown ) );
		return false;
	}
}

/**
 * A message of the contract.
 *
 * @param string   $type       Type of the event.
 * @param array    $fields     What is particular to it.
 * @param int      $moment_ms  When it happened, in milliseconds since 1970.
 * @param int|null $network_id The network; null is the current one.
 */
function message( string $type, array $fields, int $moment_ms, ?int $network_id = null ): array {
	$message = array(
		'version'    => MESSAGE_VERSION,
		'id'         => bin2hex( random_bytes( 16 ) ),
		'type'       => $type,
		'occurredAt' => gmdate( 'Y-m-d\TH:i:s', intdiv( $moment_ms, 1000 ) ) . sprintf( '.%03dZ', $moment_ms % 1000 ),
	) + $fields;
	$network = network_fields( $network_id );
	if ( $network ) {
		$message['network'] = $network;
	}
	if ( ! isset( $message['settings'] ) && function_exists( 'wu_get_setting' ) ) {
		$message['settings'] = array( 'dnsCheckInterval' => check_interval() );
	}
	return $message;
}

/**
 * What the functions want to know of the network.
 *
 * @param int|null $network_id The network; null is the current one.
 */
function network_fields( ?int $network_id ): array {
	$network = get_network( $network_id );
	if ( ! $network ) {
		return array();
	}
	$fields    = array(
		'id'     => (int) $network->id,
		'domain' => host_of( $network->domain ),
	);
	$addresses = network_addresses();
	if ( $addresses ) {
		$fields['addresses'] = $addresses;
	}
	return $fields;
}

/**
 * The network's public addresses, if they are known: Ultimate Multisite asks other servers for its own and keeps what they
 * said for ten days. That would take too long here, so only what it kept is read.
 *
 * @return string[]
 */
function network_addresses(): array {
	$kept      = (string) get_site_transient( 'wu_public_network_ip' );
	$addresses = apply_filters( 'wu_get_network_public_ip', $kept, false );
	$addresses = is_array( $addresses ) ? $addresses : preg_split( '/[\s,]+/', (string) $addresses );
	$valid     = array_filter( $addresses, fn( $address ) => false !== filter_var( $address, FILTER_VALIDATE_IP ) );
	return array_slice( array_values( array_unique( $valid ) ), 0, 64 );
}

/**
 * What keeps messages in order: the domain, the site where there is none, or the settings.
 *
 * @param array $message The message.
 */
function ordering_key( array $message ): string {
	if ( isset( $message['domain'] ) ) {
		return $message['domain'];
	}
	return isset( $message['siteId'] ) ? 'site-' . $message['siteId'] : 'settings';
}

/*
 * ---- The outbox ----------------------------------------------------------------------------------------------------
 */

/** The table, one for all networks of the installation. */
function outbox_table(): string {
	global $wpdb;
	return $wpdb->base_prefix . 'closte_domain_sync_outbox';
}

/**
 * What this process remembers: the last moment of an event, whether it recorded one, whether publishing failed, and the
 * interval that it told.
 *
 * @return object
 */
function memory() {
	static $memory = null;
	if ( null === $memory ) {
		$memory = (object) array(
			'moment_ms' => 0,
			'recorded'  => false,
			'failed'    => false,
			'interval'  => 0,
		);
	}
	return $memory;
}

/**
 * Now, in milliseconds, but later than all that waits and all that this process recorded: the functions go by the time of
 * an event, and two in one millisecond would be tied.
 */
function next_moment(): int {
	global $wpdb;
	ensure_outbox();
	$table   = outbox_table();
	$waiting = quietly( fn() => $wpdb->get_var( "SELECT occurred_ms FROM $table ORDER BY id DESC LIMIT 1" ) ); // phpcs:ignore
	$last    = max( memory()->moment_ms, (int) $waiting );

	memory()->moment_ms = max( (int) floor( microtime( true ) * 1000 ), $last + 1 );
	return memory()->moment_ms;
}

/**
 * Adds a message; false if the database does not take it.
 *
 * @param array $message The message.
 */
function add_to_outbox( array $message ): bool {
	global $wpdb;
	$row    = array(
		'occurred_ms' => memory()->moment_ms,
		'message'     => wp_json_encode( $message ),
	);
	$insert = fn() => $wpdb->insert( outbox_table(), $row, array( '%d', '%s' ) );
	if ( ! quietly( $insert ) ) {
		// The table may have been dropped, or left out of a copy of the database.
		create_outbox();
		if ( ! quietly( $insert ) ) {
			log_line( "the database did not take event {$message['id']} ({$message['type']} of " . ordering_key( $message ) . ').' );
			return false;
		}
	}
	memory()->recorded = true;
	return true;
}

/**
 * The oldest messages.
 *
 * @return object[] Rows with `id` and `message`.
 */
function oldest_in_outbox(): array {
	global $wpdb;
	$table = outbox_table();
	$query = $wpdb->prepare( "SELECT id, message FROM $table ORDER BY id LIMIT %d", BATCH ); // phpcs:ignore
	$rows  = quietly( fn() => $wpdb->get_results( $query ) ); // phpcs:ignore
	return is_array( $rows ) ? $rows : array();
}

/**
 * Removes what was acknowledged.
 *
 * @param object[] $rows Rows of the outbox.
 */
function remove_from_outbox( array $rows ): bool {
	global $wpdb;
	$table = outbox_table();
	$ids   = implode( ',', array_map( fn( $row ) => (int) $row->id, $rows ) );
	return false !== quietly( fn() => $wpdb->query( "DELETE FROM $table WHERE id IN ($ids)" ) ); // phpcs:ignore
}

/** How many messages wait, since when the oldest does (seconds since 1970; 0 if none), and whether there is a table. */
function waiting(): array {
	global $wpdb;
	ensure_outbox();
	$table = outbox_table();
	$ask   = fn() => quietly( fn() => $wpdb->get_row( "SELECT COUNT(*) AS messages, MIN(occurred_ms) AS oldest_ms FROM $table" ) ); // phpcs:ignore
	$row   = $ask();
	if ( ! $row ) {
		create_outbox();
		$row = $ask();
	}
	return array(
		'messages' => $row ? (int) $row->messages : 0,
		'since'    => $row ? intdiv( (int) $row->oldest_ms, 1000 ) : 0,
		'is_there' => (bool) $row,
	);
}

/** Makes the table, unless this version of it was made. */
function ensure_outbox(): void {
	if ( TABLE_VERSION !== (int) get_network_option( get_main_network_id(), 'closte_domain_sync_table', 0 ) ) {
		create_outbox();
	}
}

/** Makes the table. */
function create_outbox(): void {
	global $wpdb;
	$table   = outbox_table();
	$collate = $wpdb->get_charset_collate();
	$made    = quietly(
		fn() => $wpdb->query( // phpcs:ignore
			"CREATE TABLE IF NOT EXISTS $table (
				id bigint unsigned NOT NULL AUTO_INCREMENT,
				occurred_ms bigint unsigned NOT NULL,
				message longtext NOT NULL,
				PRIMARY KEY  (id)
			) $collate" // phpcs:ignore
		)
	);
	if ( false !== $made ) {
		update_network_option( get_main_network_id(), 'closte_domain_sync_table', TABLE_VERSION );
	}
}

/**
 * Asks the database without a word on the page if it fails.
 *
 * @param callable $ask The query.
 * @return mixed What it returns.
 */
function quietly( callable $ask ) {
	global $wpdb;
	$suppressed = $wpdb->suppress_errors( true );
	try {
		return $ask();
	} finally {
		$wpdb->suppress_errors( $suppressed );
	}
}

/*
 * ---- Draining the outbox -------------------------------------------------------------------------------------------
 */

/**
 * At the end of the process, when the visitor has the page where PHP can say so: FPM, LiteSpeed.
 */
function drain_at_shutdown(): void {
	if ( ! memory()->recorded || memory()->failed ) {
		return;
	}
	if ( function_exists( 'fastcgi_finish_request' ) ) {
		fastcgi_finish_request();
	} elseif ( function_exists( 'litespeed_finish_request' ) ) {
		litespeed_finish_request();
	}
	drain( nobody_waits() ? BACKGROUND_SECONDS : PAGE_SECONDS );
}

/** For WP-Cron and Action Scheduler. */
function drain_in_background(): void {
	drain( BACKGROUND_SECONDS );
}

/** Whether this process makes no page. */
function nobody_waits(): bool {
	return wp_doing_cron() || ( defined( 'WP_CLI' ) && WP_CLI );
}

/**
 * Publishes the outbox in its order, one process at a time.
 *
 * @param float $seconds How long it may take.
 * @param bool  $insist  Also before the pause after a failure is over.
 * @return array `published`, and `error` or null.
 */
function drain( float $seconds, bool $insist = false ): array {
	$deadline = microtime( true ) + $seconds;
	$due      = ! memory()->failed && time() >= failure()['retry_at'];
	$result   = array(
		'published' => 0,
		'error'     => null,
	);
	try {
		if ( ! is_active() ) {
			$result['error'] = implode( ' ', missing() ) . ( is_enabled() ? '' : ' Enable the integration "Closte (Google Cloud)".' );
		} elseif ( $insist || $due ) {
			drain_until( $deadline, $result );
		}
	} catch ( \Throwable $thrown ) {
		$result['error'] = 'publishing ended with ' . get_class( $thrown );
		log_line( $result['error'] );
	}
	return $result;
}

/**
 * Drains until nothing is left. Who finds the outbox locked leaves its events to the one who has it, so that one looks
 * again after it let go.
 *
 * @param float $deadline When to stop.
 * @param array $result   Is added to.
 */
function drain_until( float $deadline, array &$result ): void {
	ensure_outbox();
	do {
		if ( ! lock_outbox() ) {
			return;
		}
		try {
			drain_locked( $deadline, $result );
		} finally {
			unlock_outbox();
		}
	} while ( null === $result['error'] && microtime( true ) < $deadline && oldest_in_outbox() );
}

/**
 * Drains as the only one.
 *
 * @param float $deadline When to stop.
 * @param array $result   Is added to.
 */
function drain_locked( float $deadline, array &$result ): void {
	while ( microtime( true ) < $deadline ) {
		$rows = oldest_in_outbox();
		if ( ! $rows ) {
			return;
		}
		$error = publish( array_column( $rows, 'message' ), $deadline );
		if ( null !== $error ) {
			$result['error'] = $error;
			remember_failure( $error );
			return;
		}
		forget_failure();
		if ( ! remove_from_outbox( $rows ) ) {
			$result['error'] = 'the database did not remove what was published; it will be published again';
			return;
		}
		$result['published'] += count( $rows );
	}
}

/** Whether this process got the outbox for itself. The database lets go when the process dies. */
function lock_outbox(): bool {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', lock_name() );
	return '1' === (string) quietly( fn() => $wpdb->get_var( $query ) ); // phpcs:ignore
}

/** Lets go. */
function unlock_outbox(): void {
	global $wpdb;
	$query = $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', lock_name() );
	quietly( fn() => $wpdb->get_var( $query ) ); // phpcs:ignore
}

/** Locks are the server's, so the name has the database in it; 64 characters at most. */
function lock_name(): string {
	return 'closte_domain_sync_' . md5( DB_NAME . '/' . outbox_table() );
}

/** What failed last: `failures` in a row, `retry_at` (seconds since 1970), `error`. */
function failure(): array {
	$failure = get_network_option( get_main_network_id(), 'closte_domain_sync_failure', array() );
	return ( is_array( $failure ) ? $failure : array() ) + array(
		'failures' => 0,
		'retry_at' => 0,
		'error'    => '',
	);
}

/**
 * Waits longer after each failure, to nearly a minute, and has WP-Cron and Action Scheduler try again, whichever runs.
 *
 * @param string $error What failed.
 */
function remember_failure( string $error ): void {
	memory()->failed = true;

	$before   = failure();
	$failures = $before['failures'] + 1;
	$retry_at = time() + min( 50, 5 * 2 ** min( 10, $failures - 1 ) );
	update_network_option( get_main_network_id(), 'closte_domain_sync_failure', compact( 'failures', 'retry_at', 'error' ) );
	if ( $before['error'] !== $error ) {
		log_line( $error );
	}
	// WordPress refuses a single event close to one with the same arguments, and there is the one of every minute.
	wp_schedule_single_event( $retry_at, DRAIN_HOOK, array( 'retry' ) );
	schedule_action( $retry_at );
}

/** Pub/Sub took something. */
function forget_failure(): void {
	if ( failure()['failures'] > 0 ) {
		delete_network_option( get_main_network_id(), 'closte_domain_sync_failure' );
	}
}

/**
 * Has Action Scheduler drain, where it is there. Its tables are each site's own; Ultimate Multisite uses the main site's.
 *
 * @param int $at Seconds since 1970.
 */
function schedule_action( int $at ): void {
	if ( ! function_exists( 'as_schedule_single_action' ) || ! function_exists( 'as_next_scheduled_action' ) ) {
		return;
	}
	switch_to_blog( get_main_site_id() );
	try {
		// It is a time if one waits, and true while one runs, which may be this one.
		if ( ! is_int( as_next_scheduled_action( DRAIN_HOOK ) ) ) {
			as_schedule_single_action( $at, DRAIN_HOOK, array(), 'closte-domain-sync' );
		}
	} finally {
		restore_current_blog();
	}
}

/**
 * A minute, for WP-Cron.
 *
 * @param array $schedules Those that there are.
 */
function add_cron_schedule( $schedules ): array {
	$schedules[ CRON_SCHEDULE ] = array(
		'interval' => 60,
		'display'  => 'Every minute (Closte domain sync)',
	);
	return $schedules;
}

/** The main site's WP-Cron looks every minute: for what a process left that was killed before it could publish. */
function ensure_cron(): void {
	if ( is_main_site() && is_active() && ! wp_next_scheduled( DRAIN_HOOK ) ) {
		wp_schedule_event( time() + 60, CRON_SCHEDULE, DRAIN_HOOK );
	}
}

/*
 * ---- Pub/Sub -------------------------------------------------------------------------------------------------------
 */

/**
 * Publishes messages in their order.
 *
 * @param string[] $messages As JSON.
 * @param float    $deadline When to stop.
 * @return string|null What failed, without secrets; null if Pub/Sub has them.
 */
function publish( array $messages, float $deadline ): ?string {
	$missing = missing();
	if ( $missing ) {
		return implode( ' ', $missing );
	}
	$token = '' === emulator() ? access_token( $deadline ) : '';
	if ( is_array( $token ) ) {
		return $token['error'];
	}
	$headers = array( 'Content-Type' => 'application/json' );
	if ( '' !== $token ) {
		$headers['Authorization'] = "Bearer $token";
	}
	$body     = wp_json_encode( array( 'messages' => array_map( __NAMESPACE__ . '\pubsub_message', $messages ) ) );
	$response = request( 'POST', publish_url(), $headers, $body, $deadline );
	if ( isset( $response['error'] ) ) {
		return 'Pub/Sub can\'t be reached: ' . $response['error'];
	}
	if ( 200 !== $response['status'] ) {
		return what_status_means( $response['status'] );
	}
	$answer = json_decode( $response['body'], true );
	$ids    = is_array( $answer ) && isset( $answer['messageIds'] ) ? $answer['messageIds'] : null;
	return is_array( $ids ) && count( $ids ) === count( $messages ) ? null : 'Pub/Sub did not acknowledge each message.';
}

/**
 * A message as Pub/Sub's REST API takes it.
 *
 * @param string $json The message.
 */
function pubsub_message( string $json ): array {
	$message = json_decode( $json, true );
	return array(
		'data'        => base64_encode( $json ), // phpcs:ignore
		'attributes'  => array( 'type' => $message['type'] ),
		'orderingKey' => ordering_key( $message ),
	);
}

/** Where to publish. */
function publish_url(): string {
	$server  = '' === emulator() ? 'https://pubsub.googleapis.com' : 'http://' . emulator();
	$project = rawurlencode( configured( 'CLOSTE_SYNC_PROJECT' ) );
	$topic   = rawurlencode( configured( 'CLOSTE_SYNC_TOPIC' ) );
	return "$server/v1/projects/$project/topics/$topic:publish";
}

/** The emulator's host and port; '' if the real service is used. */
function emulator(): string {
	$host = configured( 'PUBSUB_EMULATOR_HOST' );
	$host = '' === $host ? trim( (string) getenv( 'PUBSUB_EMULATOR_HOST' ) ) : $host;
	return rtrim( (string) preg_replace( '#^http://#', '', $host ), '/' );
}

/**
 * What an answer of Pub/Sub means. Its own words are left out: nobody knows what they repeat.
 *
 * @param int $status HTTP status.
 */
function what_status_means( int $status ): string {
	$project = configured( 'CLOSTE_SYNC_PROJECT' );
	$topic   = configured( 'CLOSTE_SYNC_TOPIC' );
	$known   = array(
		400 => 'the request is not valid: check CLOSTE_SYNC_PROJECT and CLOSTE_SYNC_TOPIC',
		401 => 'the key is not accepted: it was deleted or disabled, or the clock of this server is wrong',
		403 => "the account may not publish to the topic $topic of $project: grant it roles/pubsub.publisher",
		404 => "there is no topic $topic in the project $project",
		429 => 'too many requests',
	);
	$meaning = $known[ $status ] ?? ( $status >= 500 ? 'it is out of order' : 'an answer that nobody expects' );
	return "Pub/Sub answered $status: $meaning.";
}

/**
 * An HTTP request that follows nowhere, and is over by its deadline: a second to connect, the rest to answer.
 *
 * @param string $method   HTTP method.
 * @param string $url      Where.
 * @param array  $headers  Headers.
 * @param string $body     Body.
 * @param float  $deadline When it has to be over.
 * @return array `status` and `body`, or `error`.
 */
function request( string $method, string $url, array $headers, string $body, float $deadline ): array {
	$left = $deadline - microtime( true );
	if ( $left < 1.2 ) {
		return array( 'error' => 'no time was left' );
	}
	$limit = __NAMESPACE__ . '\limit_request';
	add_action( 'requests-requests.before_request', $limit, 10, 5 );
	$response = wp_remote_request(
		$url,
		array(
			'method'              => $method,
			'headers'             => $headers,
			'body'                => $body,
			'timeout'             => min( 10, floor( 8 * ( $left - 1 ) ) / 8 ), // PHP minds fractions of microseconds.
			'redirection'         => 0,
			'limit_response_size' => 65536,
			'user-agent'          => 'closte-domain-sync/1.0',
		)
	);
	remove_action( 'requests-requests.before_request', $limit, 10 );
	if ( is_wp_error( $response ) ) {
		return array( 'error' => $response->get_error_message() );
	}
	return array(
		'status' => (int) wp_remote_retrieve_response_code( $response ),
		'body'   => (string) wp_remote_retrieve_body( $response ),
	);
}

/**
 * WordPress waits ten seconds for a connection. And where PHP has no curl it reads until the server ends the connection,
 * however long, if only a byte comes now and then.
 *
 * @param string $url     Where.
 * @param array  $headers Headers.
 * @param mixed  $data    Body.
 * @param string $type    HTTP method.
 * @param array  $options Options of the request; changed.
 */
function limit_request( &$url, &$headers, &$data, &$type, &$options ): void {
	$options['connect_timeout'] = 1;
	if ( ! function_exists( 'curl_exec' ) && empty( $options['proxy'] ) ) {
		$options['transport'] = new Bounded_Transport( microtime( true ) + 1 + $options['timeout'] );
	}
}

/**
 * What sends a request where PHP has no curl: it is over with the last byte of the answer, or at the deadline. It is a
 * transport of the library Requests, which WordPress uses.
 */
final class Bounded_Transport {

	/**
	 * When it has to be over.
	 *
	 * @var float
	 */
	private $deadline;

	/**
	 * Makes one, for one request.
	 *
	 * @param float $deadline Seconds since 1970.
	 */
	public function __construct( float $deadline ) {
		$this->deadline = $deadline;
	}

	/**
	 * Sends a request.
	 *
	 * @param string       $url     Where.
	 * @param array        $headers Headers.
	 * @param string|array $data    Body; not text if there is none.
	 * @param array        $options Options of Requests.
	 * @return string The answer as it came, headers and all.
	 */
	public function request( $url, $headers = array(), $data = array(), $options = array() ): string {
		$body     = is_string( $data ) ? $data : '';
		$parts    = wp_parse_url( $url );
		$headers += array(
			'Host'           => $parts['host'] . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' ),
			'User-Agent'     => $options['useragent'],
			'Content-Length' => strlen( $body ),
			'Connection'     => 'close',
		);
		$lines    = array( "{$options['type']} {$parts['path']} HTTP/1.1" );
		foreach ( $headers as $name => $value ) {
			$lines[] = "$name: $value";
		}
		// PHP warns of what fails here, and on a page that would be seen.
		set_error_handler( fn() => true ); // phpcs:ignore
		try {
			return $this->exchange( $this->connect( $parts, $options ), implode( "\r\n", $lines ) . "\r\n\r\n$body" );
		} finally {
			restore_error_handler();
		}
	}

	/**
	 * Connects within a second.
	 *
	 * @param array $parts   Of the URL.
	 * @param array $options Options of Requests: `verify` is the file of trusted authorities.
	 * @return resource
	 */
	private function connect( array $parts, array $options ) {
		$secure  = 'https' === $parts['scheme'];
		$port    = $parts['port'] ?? ( $secure ? 443 : 80 );
		$tls     = array( 'peer_name' => $parts['host'] );
		$tls    += is_string( $options['verify'] ?? null ) ? array( 'cafile' => $options['verify'] ) : array();
		$context = stream_context_create( array( 'ssl' => $tls ) );
		$address = ( $secure ? 'ssl' : 'tcp' ) . "://{$parts['host']}:$port";
		$socket  = stream_socket_client( $address, $code, $message, 1, STREAM_CLIENT_CONNECT, $context );
		if ( false === $socket ) {
			$this->fail( "no connection to {$parts['host']}" );
		}
		stream_set_blocking( $socket, false );
		return $socket;
	}

	/**
	 * Writes the request and reads the answer, both as they can be.
	 *
	 * @param resource $socket  The connection.
	 * @param string   $request The request.
	 */
	private function exchange( $socket, string $request ): string {
		$answer = '';
		while ( ! $this->is_whole( $answer ) && ! feof( $socket ) ) {
			if ( microtime( true ) >= $this->deadline ) {
				$this->fail( 'no answer in time' );
			}
			$request = (string) substr( $request, '' === $request ? 0 : (int) fwrite( $socket, $request ) ); // phpcs:ignore
			$block   = (string) fread( $socket, 65536 ); // phpcs:ignore
			$answer .= $block;
			if ( '' === $block ) {
				$read   = array( $socket );
				$write  = '' === $request ? array() : array( $socket );
				$except = array();
				stream_select( $read, $write, $except, 0, 50000 );
			}
		}
		fclose( $socket ); // phpcs:ignore
		return '' === $answer ? $this->fail( 'the connection ended without an answer' ) : $answer;
	}

	/**
	 * Whether it has all that its headers promise, or more than anybody needs.
	 *
	 * @param string $answer What has come.
	 */
	private function is_whole( string $answer ): bool {
		list( $head, $body ) = explode( "\r\n\r\n", $answer, 2 ) + array( '', null );
		if ( null === $body || strlen( $answer ) > 131072 ) {
			return null !== $body;
		}
		if ( preg_match( '/^content-length: *(\d+)/mi', $head, $length ) ) {
			return strlen( $body ) >= (int) $length[1];
		}
		return preg_match( '/^transfer-encoding: *chunked/mi', $head ) && preg_match( '/(^|\r\n)0\r\n\r\n$/D', $body );
	}

	/**
	 * Ends the request, with what WordPress takes for its failure.
	 *
	 * @param string $reason In words.
	 */
	private function fail( string $reason ): string {
		$exception = class_exists( 'WpOrg\Requests\Exception' ) ? 'WpOrg\Requests\Exception' : 'Requests_Exception'; // Since 6.2, before.
		throw new $exception( $reason, 'closte_domain_sync' );
	}
}

/*
 * ---- Credentials ---------------------------------------------------------------------------------------------------
 */

/**
 * A token that Pub/Sub accepts. It is kept in this process alone, until a minute before it expires: to make one takes a
 * millisecond, or a question to a server on the same machine, and what is not stored can't be stolen.
 *
 * @param float $deadline When it has to be there.
 * @return string|array The token, or what failed as `error`.
 */
function access_token( float $deadline ) {
	static $kept = null;
	if ( null === $kept || $kept['expires'] - 60 <= time() ) {
		$token = '' === configured( 'CLOSTE_SYNC_CREDENTIALS' ) ? metadata_token( $deadline ) : signed_token( time() );
		if ( isset( $token['error'] ) ) {
			return $token;
		}
		$kept = $token;
	}
	return $kept['token'];
}

/**
 * A token that the service account signs itself. Google's APIs take it in place of one from its token server
 * (https://google.aip.dev/auth/4111), which saves a request of each page.
 *
 * @param int $now Seconds since 1970.
 * @return array `token` and `expires`, or `error`.
 */
function signed_token( int $now ): array {
	$key = service_account_key();
	if ( is_string( $key ) ) {
		return array( 'error' => $key );
	}
	$header    = array(
		'alg' => 'RS256',
		'typ' => 'JWT',
	);
	$header   += isset( $key['private_key_id'] ) ? array( 'kid' => $key['private_key_id'] ) : array();
	$claims    = array(
		'iss' => $key['client_email'],
		'sub' => $key['client_email'],
		'aud' => 'https://pubsub.googleapis.com/',
		'iat' => $now,
		'exp' => $now + 3600,
	);
	$signed    = base64url( json_encode( $header ) ) . '.' . base64url( json_encode( $claims ) ); // phpcs:ignore
	$signature = '';
	if ( ! openssl_sign( $signed, $signature, openssl_pkey_get_private( $key['private_key'] ), OPENSSL_ALGO_SHA256 ) ) {
		return array( 'error' => 'the private key in CLOSTE_SYNC_CREDENTIALS can\'t sign.' );
	}
	return array(
		'token'   => $signed . '.' . base64url( $signature ),
		'expires' => $now + 3600,
	);
}

/**
 * The key of the service account.
 *
 * @return array|string The key, or what is wrong with it in words that don't show it.
 */
function service_account_key() {
	$given = configured( 'CLOSTE_SYNC_CREDENTIALS' );
	$json  = $given;
	if ( '{' !== substr( $given, 0, 1 ) ) {
		$json = is_file( $given ) && is_readable( $given ) ? file_get_contents( $given, false, null, 0, 65536 ) : false; // phpcs:ignore
	}
	if ( false === $json ) {
		return 'CLOSTE_SYNC_CREDENTIALS names a file that PHP can\'t read.';
	}
	$key = json_decode( $json, true );
	if ( ! is_array( $key ) || ! is_string( $key['client_email'] ?? null ) || ! is_string( $key['private_key'] ?? null ) ) {
		return 'CLOSTE_SYNC_CREDENTIALS is not the key of a service account: JSON with client_email and private_key.';
	}
	if ( ! function_exists( 'openssl_pkey_get_private' ) ) {
		return 'PHP lacks its extension openssl, which signs with the key of the service account.';
	}
	if ( false === openssl_pkey_get_private( $key['private_key'] ) ) {
		return 'The private key in CLOSTE_SYNC_CREDENTIALS can\'t be read.';
	}
	return $key;
}

/**
 * The token of the machine's own account, where WordPress runs on Google Cloud.
 *
 * @param float $deadline When it has to be there.
 * @return array `token` and `expires`, or `error`.
 */
function metadata_token( float $deadline ): array {
	$host     = trim( (string) getenv( 'GCE_METADATA_HOST' ) );
	$host     = '' === $host ? '169.254.169.254' : $host; // No name, which would have to be looked up.
	$url      = "http://$host/computeMetadata/v1/instance/service-accounts/default/token";
	$response = request( 'GET', $url, array( 'Metadata-Flavor' => 'Google' ), '', $deadline );
	$answer   = 200 === ( $response['status'] ?? 0 ) ? json_decode( $response['body'], true ) : null;
	if ( ! is_array( $answer ) || ! is_string( $answer['access_token'] ?? null ) || ! is_numeric( $answer['expires_in'] ?? null ) ) {
		return array( 'error' => 'Define CLOSTE_SYNC_CREDENTIALS in wp-config.php: this is not a machine of Google Cloud with an account.' );
	}
	return array(
		'token'   => $answer['access_token'],
		'expires' => time() + (int) $answer['expires_in'],
	);
}

/**
 * Base64 as tokens have it.
 *
 * @param string $bytes Bytes.
 */
function base64url( string $bytes ): string {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore
}

/*
 * ---- Ultimate Multisite --------------------------------------------------------------------------------------------
 */

/**
 * Its record of a domain.
 *
 * @param string $host The domain.
 * @return object|null
 */
function ultimate_domain( string $host ) {
	$record = function_exists( 'wu_get_domain_by_domain' ) ? wu_get_domain_by_domain( $host ) : null;
	return is_object( $record ) ? $record : null;
}

/**
 * Its record with this id.
 *
 * @param mixed $domain_id The id.
 * @return object|null
 */
function ultimate_domain_by_id( $domain_id ) {
	$record = is_numeric( $domain_id ) && function_exists( 'wu_get_domain' ) ? wu_get_domain( (int) $domain_id ) : null;
	return is_object( $record ) ? $record : null;
}

/**
 * Whether the site has mapped domains.
 *
 * @param int $site_id The site.
 */
function has_mapped_domains( int $site_id ): bool {
	if ( ! function_exists( 'wu_get_domains' ) ) {
		return false;
	}
	$query = array(
		'blog_id' => $site_id,
		'number'  => 1,
	);
	return (bool) wu_get_domains( $query );
}

/**
 * Whether the record is less than a minute old: Ultimate Multisite checks it by itself then. Its times are UTC.
 *
 * @param object $record The record.
 */
function was_just_made( $record ): bool {
	$made = method_exists( $record, 'get_date_created' ) ? strtotime( $record->get_date_created() . ' UTC' ) : false;
	return false !== $made && abs( time() - $made ) < 60;
}

/** Seconds between two checks of a domain. */
function check_interval(): int {
	$interval = function_exists( 'wu_get_setting' ) ? wu_get_setting( 'dns_check_interval', 300 ) : null;
	return check_interval_of( array( 'dns_check_interval' => $interval ) );
}

/**
 * The same, in settings that are being saved: Ultimate Multisite keeps to 10 to 300 as well.
 *
 * @param mixed $settings Its settings.
 */
function check_interval_of( $settings ): int {
	$interval = is_array( $settings ) && is_numeric( $settings['dns_check_interval'] ?? null ) ? $settings['dns_check_interval'] : 300;
	return max( 10, min( 300, (int) $interval ) );
}

/*
 * ---- Ultimate Multisite: in its place, and in its list --------------------------------------------------------------
 */

/**
 * Takes Ultimate Multisite's own calls to Closte off its actions, and its own checks if told to. It runs once all are
 * there, and again before each of the actions: integrations are loaded at a different time in each version.
 */
function replace_builtin(): void {
	if ( ! is_active() ) {
		return;
	}
	$closte = array(
		'WP_Ultimo\Integrations\Host_Providers\Closte_Host_Provider', // Before 2.5.
		'WP_Ultimo\Integrations\Providers\Closte\Closte_Domain_Mapping', // Since 2.5.
	);
	foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain' ) as $hook ) {
		unhook( $hook, $closte );
	}
	if ( replaces_checks() ) {
		unhook( 'wu_async_process_domain_stage', array( 'WP_Ultimo\Managers\Domain_Manager' ) );
	}
}

/** Whether Ultimate Multisite leaves the checks to the functions. */
function replaces_checks(): bool {
	return defined( 'CLOSTE_SYNC_REPLACES_CHECKS' ) && true === CLOSTE_SYNC_REPLACES_CHECKS;
}

/**
 * Removes the methods of these classes from an action.
 *
 * @param string   $hook    The action.
 * @param string[] $classes Names of classes.
 */
function unhook( string $hook, array $classes ): void {
	global $wp_filter;
	if ( ! isset( $wp_filter[ $hook ] ) ) {
		return;
	}
	foreach ( $wp_filter[ $hook ]->callbacks as $priority => $callbacks ) {
		foreach ( $callbacks as $callback ) {
			$object = is_array( $callback['function'] ) ? $callback['function'][0] : null;
			foreach ( $classes as $class ) {
				if ( null !== $object && is_a( $object, $class, true ) ) {
					remove_action( $hook, $callback['function'], $priority );
				}
			}
		}
	}
}

/**
 * Puts "Closte (Google Cloud)" on Ultimate Multisite's list of host integrations.
 *
 * @param object $registry Its registry.
 */
function register_integration( $registry ): void {
	$integration = new class( INTEGRATION, 'Closte (Google Cloud)' ) extends Integration {

		/** Whether the constants are there. */
		public function is_setup(): bool {
			return is_configured();
		}

		/**
		 * What is missing, in words.
		 *
		 * @return string[]
		 */
		public function get_missing_constants(): array {
			return missing();
		}

		/** Whether to suggest that it be enabled. */
		public function detect(): bool {
			return is_configured();
		}

		/**
		 * Publishes the settings.
		 *
		 * @return true|\WP_Error
		 */
		public function test_connection() {
			$error = test_connection();
			return null === $error ? true : new \WP_Error( 'closte_domain_sync', $error );
		}
	};
	$integration->set_description( 'Maps domains at Closte by way of Google Cloud, and checks their DNS and certificates until they work.' );
	// It is set up in wp-config.php alone, so that no key gets into the database.
	$integration->set_supports( array( 'autossl', 'no-instructions', 'no-config' ) );
	$registry->register( $integration );
}

/**
 * Says that it maps domains. The hooks of this plugin are there for all versions, so the module adds none.
 *
 * @param object $registry Ultimate Multisite's registry.
 */
function register_capability( $registry ): void {
	$module = new class() extends Base_Capability_Module implements Domain_Mapping_Capability {

		/** The capability. */
		public function get_capability_id(): string {
			return 'domain-mapping';
		}

		/** Its name. */
		public function get_title(): string {
			return 'Domain Mapping';
		}

		/** What the admin is told before it is enabled. */
		public function get_explainer_lines(): array {
			return array(
				'will'     => array(
					'Add mapped domains to Closte and remove them, by way of Google Cloud',
					'Check DNS and certificates from outside, and say what is wrong with a domain',
					'Take the place of the integration "Closte": its calls do not run as well',
				),
				'will_not' => array(),
			);
		}

		/**
		 * A domain was mapped.
		 *
		 * @param string $domain  The domain.
		 * @param int    $site_id Its site.
		 */
		public function on_add_domain( string $domain, int $site_id ): void {
			on_add_domain( $domain, $site_id );
		}

		/**
		 * A domain was removed.
		 *
		 * @param string $domain  The domain.
		 * @param int    $site_id Its site.
		 */
		public function on_remove_domain( string $domain, int $site_id ): void {
			on_remove_domain( $domain, $site_id );
		}

		/**
		 * Told by WordPress itself, as a site that was made.
		 *
		 * @param string $subdomain The domain.
		 * @param int    $site_id   Its site.
		 */
		public function on_add_subdomain( string $subdomain, int $site_id ): void {}

		/**
		 * Told by WordPress itself, as a site that was deleted.
		 *
		 * @param string $subdomain The domain.
		 * @param int    $site_id   Its site.
		 */
		public function on_remove_subdomain( string $subdomain, int $site_id ): void {}

		/**
		 * Publishes the settings.
		 *
		 * @return true|\WP_Error
		 */
		public function test_connection() {
			return $this->get_integration()->test_connection();
		}
	};
	$registry->add_capability( INTEGRATION, $module );
}

/*
 * ---- For people: notice, Site Health, WP-CLI -----------------------------------------------------------------------
 */

/**
 * Publishes the settings at once, and then what waits.
 *
 * @return string|null What failed; null if Pub/Sub has them.
 */
function test_connection(): ?string {
	$settings = array( 'settings' => array( 'dnsCheckInterval' => check_interval() ) );
	$message  = message( 'settings.updated', $settings, next_moment() );
	$error    = publish( array( wp_json_encode( $message ) ), microtime( true ) + BACKGROUND_SECONDS );
	if ( null === $error ) {
		drain( PAGE_SECONDS, true );
	}
	return $error;
}

/**
 * Records each domain that is mapped now, for a network that had some before this plugin. What the functions know already
 * changes nothing for them.
 *
 * @return int How many.
 */
function backfill(): int {
	$recorded = 0;
	for ( $offset = 0; true; $offset += BATCH ) {
		$page = array(
			'number'  => BATCH,
			'offset'  => $offset,
			'orderby' => 'id',
			'order'   => 'ASC',
		);
		// Ultimate Multisite has a record of each domain, also of those that sites have of their own.
		$ultimate = function_exists( 'wu_get_domains' );
		$found    = $ultimate ? wu_get_domains( $page ) : get_sites( $page );
		foreach ( $found as $one ) {
			$recorded += (int) ( $ultimate
				? record_of_domain( 'domain.created', $one->get_domain(), $one->get_blog_id(), (int) $one->get_id() )
				: record_of_site( 'site.created', $one ) );
		}
		if ( count( $found ) < BATCH ) {
			return $recorded;
		}
	}
}

/**
 * What an admin should know, in words; nothing if all is well.
 *
 * @return string[]
 */
function problems(): array {
	$problems = missing();
	if ( ! $problems && ! is_enabled() ) {
		$problems[] = 'Enable the integration "Closte (Google Cloud)" in Ultimate Multisite, Settings, Domain Mapping, Host Integrations.';
	}
	if ( is_key_in_web_root() ) {
		$problems[] = 'CLOSTE_SYNC_CREDENTIALS names a file in the web root, where others may read it: move it out.';
	}
	$waiting = waiting();
	if ( ! $waiting['is_there'] ) {
		$problems[] = 'The table ' . outbox_table() . ' is not there, and events are lost: let the database user of WordPress create it.';
	}
	if ( $waiting['messages'] > 0 && $waiting['since'] < time() - 10 * MINUTE_IN_SECONDS ) {
		$error      = failure()['error'];
		$problems[] = sprintf( '%d events could not be published since %s UTC.', $waiting['messages'], gmdate( 'Y-m-d H:i', $waiting['since'] ) )
			. ' ' . ( '' === $error ? 'Does WP-Cron run?' : $error );
	}
	return $problems;
}

/** Whether the web server may hand the key out. */
function is_key_in_web_root(): bool {
	$path = configured( 'CLOSTE_SYNC_CREDENTIALS' );
	$file = '' === $path || '{' === $path[0] ? false : realpath( $path );
	foreach ( array( ABSPATH, $_SERVER['DOCUMENT_ROOT'] ?? '' ) as $root ) { // phpcs:ignore
		$root = '' === (string) $root ? false : realpath( $root );
		if ( false !== $file && false !== $root && 0 === strpos( $file, rtrim( $root, '/' ) . '/' ) ) {
			return true;
		}
	}
	return false;
}

/** What is missing, on the pages of the network's admin. */
function show_notice(): void {
	if ( ! current_user_can( 'manage_network' ) ) {
		return;
	}
	foreach ( problems() as $problem ) {
		printf( '<div class="notice notice-warning"><p><strong>Closte domain sync:</strong> %s</p></div>', esc_html( $problem ) );
	}
}

/**
 * Adds a test to Site Health.
 *
 * @param array $tests Those that there are.
 */
function add_site_health_test( $tests ): array {
	$tests['direct']['closte_domain_sync'] = array(
		'label' => 'Closte domain sync',
		'test'  => __NAMESPACE__ . '\site_health',
	);
	return $tests;
}

/** What Site Health shows. */
function site_health(): array {
	$problems = problems();
	$lines    = $problems ? $problems : array( 'Mapped domains are published, and no event waits for long.' );
	return array(
		'label'       => $problems ? 'Closte is not told of mapped domains' : 'Closte is told of mapped domains',
		'status'      => $problems ? 'critical' : 'good',
		'badge'       => array(
			'label' => 'Domains',
			'color' => $problems ? 'red' : 'blue',
		),
		'description' => '<p>' . implode( '</p><p>', array_map( 'esc_html', $lines ) ) . '</p>',
		'actions'     => '',
		'test'        => 'closte_domain_sync',
	);
}

/**
 * How things stand, a line for each.
 *
 * @return string[]
 */
function status_lines(): array {
	$addresses = network_addresses();
	$waiting   = waiting();
	$failure   = failure();
	$lines     = array(
		'Publishes to: ' . publish_url(),
		'As: ' . publisher(),
		'DNS check interval: ' . check_interval() . ' s',
		'Addresses of the network: ' . ( $addresses ? implode( ', ', $addresses ) : 'not known' ),
		'Checks of Ultimate Multisite: ' . ( replaces_checks() ? 'replaced' : 'kept' ),
		'Proxy proof: ' . ( null === proof_key() ? 'no key' : 'answered' ),
		"Events waiting: {$waiting['messages']}",
	);
	if ( $waiting['messages'] > 0 ) {
		$lines[] = 'The oldest is of ' . gmdate( 'Y-m-d H:i:s', $waiting['since'] ) . ' UTC';
	}
	if ( '' !== $failure['error'] ) {
		$lines[] = "Failed {$failure['failures']} times: {$failure['error']}";
	}
	foreach ( problems() as $problem ) {
		$lines[] = "Problem: $problem";
	}
	return $lines;
}

/** Who publishes. */
function publisher(): string {
	if ( '' !== emulator() ) {
		return 'nobody in particular: an emulator asks for no account';
	}
	if ( '' === configured( 'CLOSTE_SYNC_CREDENTIALS' ) ) {
		return 'the account of this machine';
	}
	$key = service_account_key();
	return is_array( $key ) ? $key['client_email'] : 'nobody';
}

/** Adds `wp closte-domain-sync`. */
function add_commands(): void {
	$end = function ( ?string $error, string $done ) {
		return null === $error ? \WP_CLI::success( $done ) : \WP_CLI::error( $error );
	};

	$commands = array(
		'status'   => function () {
			array_map( '\WP_CLI::log', status_lines() );
		},
		'test'     => function () use ( $end ) {
			$end( test_connection(), 'Pub/Sub has the settings.' );
		},
		'drain'    => function () use ( $end ) {
			$drained = drain( 10 * MINUTE_IN_SECONDS, true );
			$end( $drained['error'], "Published {$drained['published']} events, " . waiting()['messages'] . ' wait.' );
		},
		'backfill' => function () use ( $end ) {
			$recorded = backfill();
			$drained  = drain( 10 * MINUTE_IN_SECONDS, true );
			$end( $drained['error'], "Recorded $recorded domains, " . waiting()['messages'] . ' events wait.' );
		},
	);
	$about    = array(
		'status'   => 'Says where events go, what waits, and what is wrong.',
		'test'     => 'Publishes the current settings, and says what failed.',
		'drain'    => 'Publishes the events that wait.',
		'backfill' => 'Publishes each domain that is mapped now.',
	);
	foreach ( $commands as $name => $command ) {
		\WP_CLI::add_command( "closte-domain-sync $name", $command, array( 'shortdesc' => $about[ $name ] ) );
	}
}

/*
 * ---- The proxy proof -----------------------------------------------------------------------------------------------
 *
 * WordPress finds the site of a request before it reads plugins. So there are three moments to answer: in wp-config.php,
 * without WordPress, if the key is a constant; when WordPress finds no site, if wp-config.php had this file read; and
 * when it reads this plugin, before anything redirects or asks for a login.
 */

/**
 * Answers a request for the proof, and ends it. Any other request passes.
 *
 * @param string|null $key The key; null if there is none.
 */
function answer_proof( ?string $key ): void {
	$token = proof_token( $_SERVER ); // phpcs:ignore
	if ( null === $token ) {
		return;
	}
	$host = proof_host( $_SERVER ); // phpcs:ignore
	$body = null === $key || '' === $token || '' === $host ? null : proof( $key, $host, $token );
	http_response_code( null === $body ? 404 : 200 );
	header( 'Content-Type: text/plain; charset=utf-8' );
	header( 'Cache-Control: no-store' );
	header( 'X-Content-Type-Options: nosniff' );
	echo null === $body ? 'Not found' : $body; // phpcs:ignore
	exit;
}

/** Answers when all that can hold the key is there. */
function answer_proof_in_wordpress(): void {
	if ( null !== proof_token( $_SERVER ) ) { // phpcs:ignore
		answer_proof( proof_key() );
	}
}

/**
 * What proves that the holder of the key serves the host.
 *
 * @param string $key   The key.
 * @param string $host  The host.
 * @param string $token What the other side made up.
 */
function proof( string $key, string $host, string $token ): string {
	return hash_hmac( 'sha256', "closte-domain-sync\n$host\n$token", $key );
}

/**
 * The token of a request for the proof; '' if it is none, null if the request is for something else.
 *
 * @param array $server The request, as in $_SERVER.
 */
function proof_token( array $server ): ?string {
	$uri  = is_string( $server['REQUEST_URI'] ?? null ) ? $server['REQUEST_URI'] : '';
	$path = explode( '?', $uri, 2 )[0];
	if ( ! in_array( $server['REQUEST_METHOD'] ?? '', array( 'GET', 'HEAD' ), true ) || 0 !== strpos( $path, PROOF_PATH ) ) {
		return null;
	}
	$token = (string) substr( $path, strlen( PROOF_PATH ) );
	return preg_match( '/^[A-Za-z0-9_-]{16,64}$/D', $token ) ? $token : '';
}

/**
 * The host that was asked; '' if it is no name.
 *
 * @param array $server The request, as in $_SERVER.
 */
function proof_host( array $server ): string {
	$host = strtolower( is_string( $server['HTTP_HOST'] ?? null ) ? $server['HTTP_HOST'] : '' );
	$host = (string) preg_replace( '/:\d+$/D', '', $host );
	return preg_match( '/^[a-z0-9.-]{1,253}$/D', $host ) ? $host : '';
}

/** The key of the proof: the constant, or the secret of Ultimate Multisite's API. */
function proof_key(): ?string {
	$key = configured( 'CLOSTE_SYNC_PROOF_SECRET' );
	if ( '' !== $key ) {
		return $key;
	}
	$settings = get_network_option( null, ULTIMATE_SETTINGS );
	$secret   = is_array( $settings ) ? $settings['api_secret'] ?? null : null;
	return is_string( $secret ) && '' !== $secret ? $secret : null;
}

/*
 * ---- Start ---------------------------------------------------------------------------------------------------------
 */

/** Listens. */
function boot(): void {
	if ( ! is_multisite() ) {
		return;
	}
	answer_proof_in_wordpress();

	$listen = function ( string $hook, string $name, int $arguments = 1, int $priority = 10 ) {
		add_filter( $hook, __NAMESPACE__ . '\\' . $name, $priority, $arguments );
	};
	$listen( 'wu_add_domain', 'on_add_domain', 2 );
	$listen( 'wu_remove_domain', 'on_remove_domain', 2 );
	$listen( 'wu_transition_domain_domain', 'on_rename_domain', 3 );
	$listen( 'wu_domain_post_save', 'on_domain_saved', 2 );
	$listen( 'wu_async_process_domain_stage', 'on_check', 2 );
	$listen( 'wu_duplicate_site', 'on_site_duplicated' );
	$listen( 'wp_initialize_site', 'on_site_created', 1, 100 ); // After WordPress made its tables.
	$listen( 'wp_update_site', 'on_site_updated', 2 );
	$listen( 'wp_delete_site', 'on_site_deleted', 1, 1 ); // Before Ultimate Multisite deletes the records of its domains.
	$listen( 'add_site_option_' . ULTIMATE_SETTINGS, 'on_settings_stored', 2 );
	$listen( 'update_site_option_' . ULTIMATE_SETTINGS, 'on_settings_stored', 3 );
	$listen( 'wu_after_save_settings', 'on_settings_saved', 3 );

	$listen( DRAIN_HOOK, 'drain_in_background', 0 );
	$listen( 'cron_schedules', 'add_cron_schedule' );
	$listen( 'init', 'ensure_cron', 0 );
	$listen( 'shutdown', 'drain_at_shutdown', 0, PHP_INT_MAX );

	$listen( 'plugins_loaded', 'replace_builtin', 0, PHP_INT_MAX );
	foreach ( array( 'wu_add_domain', 'wu_remove_domain', 'wu_add_subdomain', 'wu_remove_subdomain', 'wu_async_process_domain_stage' ) as $hook ) {
		$listen( $hook, 'replace_builtin', 0, PHP_INT_MIN );
	}
	$listen( 'wu_register_integrations', 'register_integration' );
	$listen( 'wu_register_capabilities', 'register_capability' );

	$listen( 'network_admin_notices', 'show_notice', 0 );
	$listen( 'site_status_tests', 'add_site_health_test' );
	if ( defined( 'WP_CLI' ) && WP_CLI ) {
		add_commands();
	}
}

/**
 * In wp-config.php there is no WordPress yet, and once this file was read it isn't read again. WordPress takes over hooks
 * that were in its global variable before it started.
 */
function boot_later(): void {
	if ( '' !== configured( 'CLOSTE_SYNC_PROOF_SECRET' ) ) {
		answer_proof( configured( 'CLOSTE_SYNC_PROOF_SECRET' ) );
	}
	$later = array(
		'ms_site_not_found'    => 'answer_proof_in_wordpress',
		'ms_network_not_found' => 'answer_proof_in_wordpress',
		'muplugins_loaded'     => 'boot',
	);
	foreach ( $later as $hook => $name ) {
		$GLOBALS['wp_filter'][ $hook ][0][] = array( // phpcs:ignore
			'function'      => __NAMESPACE__ . '\\' . $name,
			'accepted_args' => 0,
		);
	}
}

if ( function_exists( 'add_filter' ) ) {
	boot();
} else {
	boot_later();
}
