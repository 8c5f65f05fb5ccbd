<?php
/**
 * The list of all domains.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';

/** All domains, those that need attention first. */
final class Domains_Table extends \WP_List_Table {

	private const PER_PAGE = 20;

	/**
	 * How many there are at each place.
	 *
	 * @var int[]
	 */
	private $counts = array();

	/** Sets up the list. */
	public function __construct() {
		parent::__construct(
			array(
				'singular' => 'closte-sync-domain',
				'plural'   => 'closte-sync-domains',
				'ajax'     => false,
			)
		);
	}

	/** Reads the rows of the current page. */
	public function prepare_items(): void {
		$this->_column_headers = array( $this->get_columns(), array(), array(), 'domain' );

		$this->counts = count_diagnoses( $this->search() );
		$place        = $this->place();
		$total        = null === $place ? array_sum( $this->counts ) : $this->counts[ $place ] ?? 0;
		$this->items  = list_diagnoses( $this->search(), $place, self::PER_PAGE, ( $this->get_pagenum() - 1 ) * self::PER_PAGE );
		$this->set_pagination_args(
			array(
				'total_items' => $total,
				'per_page'    => self::PER_PAGE,
			)
		);
	}

	/** The text to search for. */
	private function search(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- It is looked for, and changes nothing.
		return sanitize_text_field( wp_unslash( $_GET['s'] ?? '' ) );
	}

	/** The place that is chosen. */
	private function place(): ?int {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- Only a digit counts.
		$place = $_GET['place'] ?? '';
		return is_string( $place ) && preg_match( '/^[0-3]$/D', $place ) ? (int) $place : null;
	}

	/** The columns. */
	public function get_columns(): array {
		return array(
			'domain'      => __( 'Domain', 'closte-domain-sync' ),
			'stage'       => __( 'Stage', 'closte-domain-sync' ),
			'problem'     => __( 'What is wrong', 'closte-domain-sync' ),
			'certificate' => __( 'Certificate', 'closte-domain-sync' ),
			'next'        => __( 'Next check', 'closte-domain-sync' ),
		);
	}

	/** The links above the list. */
	protected function get_views(): array {
		$url   = network_admin_url( 'admin.php?page=' . PAGE );
		$url  .= '' === $this->search() ? '' : '&s=' . rawurlencode( $this->search() );
		$views = array( 'all' => $this->view( $url, __( 'All', 'closte-domain-sync' ), array_sum( $this->counts ), null === $this->place() ) );
		foreach ( array( NEEDS_SOMEBODY, HAS_WARNING, UNDER_WAY, LIVE ) as $place ) {
			$count                   = $this->counts[ $place ] ?? 0;
			$views[ "place-$place" ] = $this->view( "$url&place=$place", place_text( $place ), $count, $this->place() === $place );
		}
		return $views;
	}

	/**
	 * A link above the list.
	 *
	 * @param string $url        Its address.
	 * @param string $text       Its text.
	 * @param int    $count      How many domains it leads to.
	 * @param bool   $is_current Whether it is chosen.
	 */
	private function view( string $url, string $text, int $count, bool $is_current ): string {
		return sprintf(
			'<a href="%s"%s>%s <span class="count">(%s)</span></a>',
			esc_url( $url ),
			$is_current ? ' class="current" aria-current="page"' : '',
			esc_html( $text ),
			esc_html( number_format_i18n( $count ) )
		);
	}

	/**
	 * A cell.
	 *
	 * @param array  $row    The row.
	 * @param string $column The column.
	 */
	protected function column_default( $row, $column ): string {
		$diagnosis = $row['diagnosis'];
		$texts     = array(
			'problem'     => isset( $diagnosis['problems'][0] ) ? problem_texts( $diagnosis['problems'][0] )['message'] : '',
			'certificate' => isset( $diagnosis['certificate']['validTo'] ) ? days_left_text( $diagnosis['certificate']['validTo'] ) : '',
			'next'        => next_check_in_list( $diagnosis ),
		);
		return esc_html( $texts[ $column ] ?? '' );
	}

	/**
	 * The domain, with the link to its page.
	 *
	 * @param array $row The row.
	 */
	protected function column_domain( $row ): string {
		return sprintf( '<strong><a href="%s">%s</a></strong>', esc_url( network_page_url( $row['domain'] ) ), esc_html( $row['domain'] ) );
	}

	/**
	 * Where the domain stands.
	 *
	 * @param array $row The row.
	 */
	protected function column_stage( $row ): string {
		return sprintf( '<span class="closte-sync-place is-%d">%s</span>', $row['place'], esc_html( stage_text( $row['stage'] ) ) );
	}

	/** The text that is shown if there are no domains. */
	public function no_items(): void {
		esc_html_e( 'There is no information about any domain yet.', 'closte-domain-sync' );
	}
}
