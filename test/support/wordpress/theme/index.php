<?php
/**
 * The least that a theme can be.
 *
 * @package Closte_Domain_Sync
 */

echo 'A page of ' . esc_html( home_url() );
