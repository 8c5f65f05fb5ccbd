<?php
/**
 * Action Scheduler: actions wait in a table of the site, and WP-Cron or a command runs those that are due,
 * oldest first. One runner at a time, which is the default. An action whose runner died stays in progress;
 * the real Action Scheduler marks it as failed after five minutes. Neither runs it again.
 *
 * @package Closte_Domain_Sync
 */

defined( 'ABSPATH' ) || exit;

/** The table of the current site. */
function as_table(): string {
	global $wpdb;
	return $wpdb->prefix . 'actionscheduler_actions';
}

// The real one gives its tables the same names.
$GLOBALS['wpdb']->actionscheduler_groups = $GLOBALS['wpdb']->base_prefix . 'actionscheduler_groups';

/** The SQL conditions for actions that wait or run, by hook, arguments (any, if null) and group. */
function as_conditions( string $hook, ?array $args, string $group ): string {
	global $wpdb;
	$conditions = $wpdb->prepare( "hook = %s AND status IN ('pending', 'in-progress')", $hook );
	if ( null !== $args ) {
		$conditions .= $wpdb->prepare( ' AND args = %s', wp_json_encode( $args ) );
	}
	return '' === $group ? $conditions : $conditions . $wpdb->prepare( ' AND group_slug = %s', $group );
}

function as_schedule_single_action( $timestamp, $hook, $args = array(), $group = '', $unique = false, $priority = 10 ) {
	global $wpdb;
	if ( $unique && as_has_scheduled_action( $hook, null, $group ) ) {
		return 0;
	}
	$wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->actionscheduler_groups (slug) VALUES (%s)", $group ) );
	$wpdb->insert(
		as_table(),
		array(
			'hook'               => $hook,
			'status'             => 'pending',
			'scheduled_date_gmt' => gmdate( 'Y-m-d H:i:s', $timestamp ),
			'args'               => wp_json_encode( $args ),
			'group_slug'         => $group,
		)
	);
	return (int) $wpdb->insert_id;
}

function as_enqueue_async_action( $hook, $args = array(), $group = '', $unique = false, $priority = 10 ) {
	return as_schedule_single_action( time(), $hook, $args, $group, $unique, $priority );
}

function as_next_scheduled_action( $hook, $args = null, $group = '' ) {
	global $wpdb;
	$where = as_conditions( $hook, $args, $group );
	$row   = $wpdb->get_row( 'SELECT * FROM ' . as_table() . " WHERE $where ORDER BY status, scheduled_date_gmt LIMIT 1" );
	if ( ! $row ) {
		return false;
	}
	return 'in-progress' === $row->status ? true : strtotime( $row->scheduled_date_gmt . ' UTC' );
}

function as_has_scheduled_action( $hook, $args = null, $group = '' ): bool {
	return false !== as_next_scheduled_action( $hook, $args, $group );
}

function as_unschedule_all_actions( $hook, $args = array(), $group = '' ): void {
	global $wpdb;
	$where = as_conditions( $hook, $args ? $args : null, $group );
	$wpdb->query( 'UPDATE ' . as_table() . " SET status = 'canceled' WHERE $where AND status = 'pending'" );
}

/** Its store of actions. */
class ActionScheduler {

	public static function store(): self {
		return new self();
	}

	/** The ids of actions in any status. */
	public function query_actions( array $query ): array {
		global $wpdb;
		return $wpdb->get_col( $wpdb->prepare( 'SELECT action_id FROM ' . as_table() . ' WHERE hook = %s LIMIT %d', $query['hook'], $query['per_page'] ) );
	}

	public function delete_action( $id ): void {
		$GLOBALS['wpdb']->delete( as_table(), array( 'action_id' => $id ) );
	}
}

/** Runs what is due. */
function as_run_queue(): void {
	global $wpdb;
	$lock = 'action_scheduler_' . DB_NAME;
	if ( '1' !== $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 0)', $lock ) ) ) {
		return;
	}
	$due = 'SELECT * FROM ' . as_table() . " WHERE status = 'pending' AND scheduled_date_gmt <= UTC_TIMESTAMP() ORDER BY scheduled_date_gmt, action_id LIMIT 1";
	while ( true ) {
		$action = $wpdb->get_row( $due );
		if ( ! $action ) {
			break;
		}
		$key = array( 'action_id' => $action->action_id );
		$wpdb->update( as_table(), array( 'status' => 'in-progress' ), $key );
		do_action( 'action_scheduler_before_execute', (int) $action->action_id, 'stand-in' );
		try {
			do_action_ref_array( $action->hook, array_values( json_decode( $action->args, true ) ) );
			$wpdb->update( as_table(), array( 'status' => 'complete' ), $key );
		} catch ( Throwable $thrown ) {
			$wpdb->update( as_table(), array( 'status' => 'failed' ), $key );
			error_log( "An action of Action Scheduler failed: $thrown" );
		}
	}
	$wpdb->query( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $lock ) );
}
add_action( 'action_scheduler_run_queue', 'as_run_queue' );
