<?php
/**
 * Ultimate Multisite's page of a domain: all of its boxes are inside one form, which saves the domain.
 *
 * @package Closte_Domain_Sync
 */

namespace WP_Ultimo;

defined( 'ABSPATH' ) || exit;

class Domain_Page {

	public function init(): void {
		add_action( 'network_admin_menu', array( $this, 'add' ) );
		// It is in no menu.
		add_action( 'admin_head', fn() => remove_menu_page( 'wp-ultimo-edit-domain' ) );
	}

	public function add(): void {
		$hook = add_menu_page( 'Edit Domain', 'Edit Domain', 'manage_network', 'wp-ultimo-edit-domain', array( $this, 'show' ) );
		add_action( "load-$hook", fn() => do_action( 'wu_page_wp-ultimo-edit-domain_load', 'wp-ultimo-edit-domain', $hook, $this ) );
	}

	public function get_object() {
		return wu_get_domain( absint( $_GET['id'] ?? 0 ) );
	}

	public function show(): void {
		if ( 'POST' === $_SERVER['REQUEST_METHOD'] ) {
			echo '<p>Domain updated with success!</p>';
		}
		echo '<form name="post" method="post"><div class="metabox-holder">';
		do_meta_boxes( get_current_screen()->id, 'normal', $this );
		echo '</div><button type="submit">Save Domain</button></form>';
	}
}
