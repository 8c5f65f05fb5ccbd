<?php
/**
 * Ultimate Multisite's settings, all in one network option.
 *
 * @package Closte_Domain_Sync
 */

defined( 'ABSPATH' ) || exit;

function wu_get_setting( $setting, $default_value = false ) {
	$settings = get_network_option( null, 'wp-ultimo_v2_settings', array() );
	$value    = $settings[ $setting ] ?? $default_value;
	return apply_filters( 'wu_get_setting', $value, $setting, $default_value, $settings );
}

function wu_save_setting( $setting, $value ) {
	$settings             = get_network_option( null, 'wp-ultimo_v2_settings', array() );
	$settings[ $setting ] = apply_filters( 'wu_save_setting', $value, $setting, $settings );
	return update_network_option( null, 'wp-ultimo_v2_settings', $settings );
}

/** Actions of Ultimate Multisite belong to the main site. */
function wu_enqueue_async_action( $hook, $args = array(), $group = '' ) {
	switch_to_blog( get_main_site_id() );
	$id = as_enqueue_async_action( $hook, $args, $group );
	restore_current_blog();
	return $id;
}
