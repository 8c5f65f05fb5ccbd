<?php
/**
 * The forms of the pages, which work without JavaScript. Each form is at the end of its page, and its buttons name it: Ultimate
 * Multisite's page of a domain is a form itself, and forms cannot be nested.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Puts a form for a domain at the end of the page.
 *
 * @param string $action Its action.
 * @param string $domain The domain.
 * @return string Its id, for its buttons.
 */
function form_at_end( string $action, string $domain ): string {
	$id = str_replace( '_', '-', $action ) . '-' . md5( $domain );
	add_action(
		'admin_footer',
		function () use ( $id, $action, $domain ) {
			printf( '<form id="%s" method="post" action="%s">', esc_attr( $id ), esc_url( admin_url( 'admin-post.php' ) ) );
			$fields = array(
				'action'   => $action,
				'domain'   => $domain,
				'_wpnonce' => wp_create_nonce( $action . $domain ),
			);
			foreach ( $fields as $name => $value ) {
				printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
			}
			wp_referer_field();
			echo '</form>';
		}
	);
	return $id;
}

/**
 * A button of a form at the end of the page.
 *
 * @param string $form The form's id.
 * @param string $text Its text.
 * @param array  $more More attributes, by their names.
 */
function form_button( string $form, string $text, array $more = array() ): string {
	$attributes = '';
	foreach ( $more + array( 'class' => 'button' ) as $name => $value ) {
		$attributes .= sprintf( ' %s="%s"', esc_attr( $name ), esc_attr( $value ) );
	}
	return sprintf( '<button type="submit" form="%s"%s>%s</button>', esc_attr( $form ), $attributes, esc_html( $text ) );
}

/** The page that a form was on. */
function page_of_form(): string {
	$referer = wp_get_referer();
	return remove_query_arg( array( 'closte-sync', 'closte-sync-link', 'of' ), false === $referer ? admin_url() : $referer );
}
