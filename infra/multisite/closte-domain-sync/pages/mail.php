<?php
/**
 * E-mails about domains that need attention, that are live, or whose certificate expires. They are off by default, bundled,
 * and never more than one a day for each domain.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/** The settings, of the main network. */
const MAIL_OPTION = 'closte_domain_sync_mail';

/** The days before its expiry by which a certificate should have been renewed. */
const EXPIRY_DAYS = 7;

/** The most domains in one run; the next run is an hour later. */
const MAIL_DOMAINS = 200;

/** The settings: the recipients, and the templates; an empty template means the default. */
function mail_settings(): array {
	$settings = get_network_option( get_main_network_id(), MAIL_OPTION, array() );
	return ( is_array( $settings ) ? $settings : array() ) + array(
		'admins'            => false,
		'customers'         => false,
		'admins_subject'    => '',
		'admins_body'       => '',
		'customers_subject' => '',
		'customers_body'    => '',
	);
}

/** Runs each hour, and sends the news. */
function send_mails(): void {
	$settings = mail_settings();
	if ( ! $settings['admins'] && ! $settings['customers'] ) {
		return;
	}
	ensure_outbox();
	if ( $settings['admins'] ) {
		note_expiring();
	}
	$rows    = array_column( array_filter( domains_with_news(), __NAMESPACE__ . '\claim_news' ), null, 'domain' );
	$letters = letters( $rows, $settings );
	$left    = array_count_values( array_merge( ...array_map( fn( $letter ) => array_column( $letter['rows'], 'domain' ), $letters ) ) );
	array_map( __NAMESPACE__ . '\drop_news', array_diff_key( $rows, $left ) );
	$told = array();
	foreach ( $letters as $letter ) {
		$told += send_letter( $letter, $settings ) ? array_column( $letter['rows'], null, 'domain' ) : array();
		foreach ( $letter['rows'] as $row ) {
			--$left[ $row['domain'] ];
			if ( 0 === $left[ $row['domain'] ] ) {
				// If the e-mail to one person cannot be delivered, the others must not get a second one on the same day.
				isset( $told[ $row['domain'] ] ) ? close_news( $row ) : release_news( $row );
			}
		}
	}
}

/**
 * Claims the news of a domain for this run, so that no other run sends it. The news stays until everybody has it: if this process
 * dies, it is sent a day later.
 *
 * @param array $row The row.
 */
function claim_news( array $row ): bool {
	return change_row( $row['domain'], array( 'mailed_at' => time() ), "mailed_at = {$row['mailed_at']} AND news <> ''" );
}

/**
 * Notes that the news of a domain was sent, unless there is other news by now.
 *
 * @param array $row The row as it was before it was claimed.
 */
function close_news( array $row ): void {
	global $wpdb;
	$closed = array( 'news' => '' );
	if ( 'expires' === $row['news'] ) {
		$closed['expires_at'] = 0;
	}
	change_row( $row['domain'], $closed, $wpdb->prepare( 'news = %s', $row['news'] ) );
}

/**
 * Leaves the news of a domain to the next run.
 *
 * @param array $row The row as it was before it was claimed.
 */
function release_news( array $row ): void {
	change_row( $row['domain'], array( 'mailed_at' => $row['mailed_at'] ) );
}

/**
 * Drops news that nobody gets, so that it does not put off other news.
 *
 * @param array $row The row as it was before it was claimed.
 */
function drop_news( array $row ): void {
	close_news( $row );
	release_news( $row );
}

/**
 * The letters to send: one for each person, with all of the rows that concern them.
 *
 * @param array[] $rows     Rows with news.
 * @param array   $settings Whom to write.
 * @return array[] Each with `to`, `kind`, `locale` and `rows`.
 */
function letters( array $rows, array $settings ): array {
	$letters = array();
	$add     = function ( string $kind, string $to, string $locale, array $row ) use ( &$letters ) {
		if ( is_email( $to ) ) {
			$letters[ "$kind $to" ]           = ( $letters[ "$kind $to" ] ?? compact( 'kind', 'to', 'locale' ) ) + array( 'rows' => array() );
			$letters[ "$kind $to" ]['rows'][] = $row;
		}
	};
	$admin   = $settings['admins'] ? (string) get_site_option( 'admin_email' ) : '';
	foreach ( $rows as $row ) {
		$add( 'admins', $admin, locale_of_network(), $row );
		$site = $settings['customers'] && concerns_customer( $row ) ? site_of( $row['domain'] ) : 0;
		$to   = $site > 0 ? (string) get_blog_option( $site, 'admin_email' ) : '';
		if ( 0 !== strcasecmp( $to, $admin ) ) {
			$add( 'customers', $to, locale_of_site( $site ), $row );
		}
	}
	return array_values( $letters );
}

/**
 * Whether the customer has to know.
 *
 * @param array $row The row.
 */
function concerns_customer( array $row ): bool {
	return 'live' === $row['news'] || ( 'needs-you' === $row['news'] && 'customer' === who_has_to_act( $row['diagnosis'] ) );
}

/**
 * Sends a letter.
 *
 * @param array $letter   The letter.
 * @param array $settings With the templates.
 */
function send_letter( array $letter, array $settings ): bool {
	$switched = switch_to_locale( $letter['locale'] );
	load_language();
	$filled  = array(
		'{network}' => wp_specialchars_decode( (string) get_site_option( 'site_name' ), ENT_QUOTES ),
		'{domains}' => implode( "\n\n", array_map( fn( $row ) => news_text( $row, $letter['kind'] ), $letter['rows'] ) ),
	);
	$of      = fn( $part ) => '' === $settings[ "{$letter['kind']}_$part" ] ? default_template( $part ) : $settings[ "{$letter['kind']}_$part" ];
	$subject = strtr( $of( 'subject' ), array( '{network}' => $filled['{network}'] ) );
	try {
		$sent = wp_mail( $letter['to'], $subject, strtr( $of( 'body' ), $filled ) );
	} catch ( \Throwable $thrown ) {
		// Plugins that send e-mail by other means may throw.
		$sent = false;
		log_line( 'an e-mail could not be sent: ' . get_class( $thrown ) );
	}
	if ( $switched ) {
		restore_previous_locale();
		load_language();
	}
	return $sent;
}

/**
 * The default of a template.
 *
 * @param string $part Either `subject` or `body`.
 */
function default_template( string $part ): string {
	if ( 'subject' === $part ) {
		/* translators: {network} stays as it is */
		return __( '{network}: news about domains', 'closte-domain-sync' );
	}
	/* translators: {network} stays as it is */
	return __( 'Hello, here is the current state of domains of {network}:', 'closte-domain-sync' ) . "\n\n{domains}\n";
}

/**
 * The news of a domain, in words.
 *
 * @param array  $row  The row.
 * @param string $kind To whom it is written.
 */
function news_text( array $row, string $kind ): string {
	$texts = array(
		/* translators: %s: domain */
		'needs-you' => __( '%s needs your attention:', 'closte-domain-sync' ),
		/* translators: %s: domain */
		'live'      => __( '%s is live.', 'closte-domain-sync' ),
		/* translators: %s: domain */
		'expires'   => __( 'The certificate of %s expires within 7 days and has not been renewed.', 'closte-domain-sync' ),
	);
	$lines = array( sprintf( $texts[ $row['news'] ] ?? '%s', $row['domain'] ) );
	if ( 'needs-you' === $row['news'] ) {
		$lines = array_merge( $lines, array_map( __NAMESPACE__ . '\problem_line', $row['diagnosis']['problems'] ) );
	}
	$lines[] = 'admins' === $kind ? network_page_url( $row['domain'] ) : site_page_url( site_of( $row['domain'] ), $row['domain'] );
	return implode( "\n", $lines );
}
