<?php
/**
 * The page of a link: nothing but one domain.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * The findings of show_link().
 *
 * @var bool       $good   Whether the link is good.
 * @var string     $domain The domain.
 * @var array|null $row    Its row.
 * @var int        $ends   When the link ends.
 */
// phpcs:disable WordPress.WP.EnqueuedResources -- It is a page of its own, without a theme.
?>
<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="robots" content="noindex, nofollow">
	<title><?php echo esc_html( $good ? $domain : __( 'This link is no longer valid', 'closte-domain-sync' ) ); ?></title>
	<link rel="stylesheet" href="<?php echo esc_url( plugins_url( '../assets/diagnosis.css?ver=' . VERSION, __FILE__ ) ); ?>">
	<link rel="stylesheet" href="<?php echo esc_url( plugins_url( '../assets/link.css?ver=' . VERSION, __FILE__ ) ); ?>">
	<script src="<?php echo esc_url( plugins_url( '../assets/diagnosis.js?ver=' . VERSION, __FILE__ ) ); ?>" defer></script>
</head>
<body class="closte-sync-page">
<main>
<?php if ( $good ) : ?>
	<h1><?php echo esc_html( $domain ); ?></h1>
	<?php /* The state is asked for again once a minute, while somebody looks. */ ?>
	<div id="closte-sync-live" data-refresh="<?php echo esc_attr( link_query( $row, $ends ) ); ?>">
		<h2><span class="closte-sync-place is-<?php echo (int) $row['place']; ?>"><?php echo esc_html( stage_text( $row['stage'] ) ); ?></span></h2>
		<?php
		// phpcs:ignore WordPress.Security.EscapeOutput -- The function escapes each value where it puts it in.
		echo diagnosis_html( $row['diagnosis'], true );
		?>
	</div>
	<noscript><p><a href=""><?php esc_html_e( 'Look again', 'closte-domain-sync' ); ?></a></p></noscript>
<?php else : ?>
	<h1><?php esc_html_e( 'This link is no longer valid', 'closte-domain-sync' ); ?></h1>
	<p><?php esc_html_e( 'Ask the person who sent it to you for a new one.', 'closte-domain-sync' ); ?></p>
<?php endif; ?>
</main>
</body>
</html>
