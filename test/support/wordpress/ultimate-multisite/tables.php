<?php
/**
 * The tables that Ultimate Multisite and Action Scheduler make when they are installed.
 *
 * @package Closte_Domain_Sync
 */

$GLOBALS['wpdb']->query(
	"CREATE TABLE {$GLOBALS['wpdb']->base_prefix}wu_domain_mappings (
		id bigint(20) NOT NULL auto_increment,
		blog_id bigint(20) NOT NULL,
		domain varchar(191) NOT NULL,
		active tinyint(4) default 1,
		primary_domain tinyint(4) default 0,
		secure tinyint(4) default 0,
		stage enum('checking-dns', 'checking-ssl-cert', 'done-without-ssl', 'done', 'failed', 'ssl-failed') DEFAULT 'checking-dns',
		date_created datetime NULL,
		date_modified datetime NULL,
		PRIMARY KEY (id),
		KEY blog_id (blog_id,domain,active),
		KEY domain (domain)
	)"
);
$GLOBALS['wpdb']->query(
	"CREATE TABLE {$GLOBALS['wpdb']->base_prefix}actionscheduler_actions (
		action_id bigint(20) unsigned NOT NULL auto_increment,
		hook varchar(191) NOT NULL,
		status varchar(20) NOT NULL,
		scheduled_date_gmt datetime NOT NULL,
		args varchar(8000) NOT NULL,
		group_slug varchar(255) NOT NULL,
		PRIMARY KEY (action_id),
		KEY status (status,scheduled_date_gmt)
	)"
);
$GLOBALS['wpdb']->query(
	"CREATE TABLE {$GLOBALS['wpdb']->base_prefix}actionscheduler_groups (
		group_id bigint(20) unsigned NOT NULL auto_increment,
		slug varchar(255) NOT NULL,
		PRIMARY KEY (group_id),
		UNIQUE KEY slug (slug(191))
	)"
);
