<?php
/**
 * The commands of WP-CLI.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Publishes the domains of this network to Closte domain sync, and says how that stands.
 */
final class Commands {

	/**
	 * Says where events go, what waits, and what is wrong. Ends with 1 if something is.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to write it.
	 * ---
	 * default: text
	 * options:
	 *   - text
	 *   - json
	 * ---
	 *
	 * @param string[] $args    None.
	 * @param array    $options The option `format`.
	 */
	public function status( array $args, array $options ): void {
		$standing = standing();
		if ( 'json' === ( $options['format'] ?? 'text' ) ) {
			\WP_CLI::line( wp_json_encode( $standing ) );
		} else {
			array_map( '\WP_CLI::log', standing_as_lines( $standing ) );
		}
		if ( $standing['problems'] ) {
			\WP_CLI::halt( 1 );
		}
	}

	/**
	 * Publishes the current settings, and says what failed.
	 */
	public function test(): void {
		$this->end( test_connection(), 'Pub/Sub has the settings.' );
	}

	/**
	 * Publishes the events that wait.
	 */
	public function drain(): void {
		$drained = drain( 10 * MINUTE_IN_SECONDS, true );
		$this->end( $drained['error'], "Published {$drained['published']} events, " . waiting()['messages'] . ' wait.' );
	}

	/**
	 * Publishes each domain that is mapped now.
	 */
	public function backfill(): void {
		$recorded = backfill();
		$drained  = drain( 10 * MINUTE_IN_SECONDS, true );
		$this->end( $drained['error'], "Recorded $recorded domains, " . waiting()['messages'] . ' events wait.' );
	}

	/**
	 * Prints the line that deploys the functions for this network, with all that WordPress knows.
	 *
	 * ## OPTIONS
	 *
	 * --region=<region>
	 * : The region of Google Cloud where everything runs, such as europe-west1.
	 *
	 * [--project=<project>]
	 * : The project of Google Cloud; CLOSTE_SYNC_PROJECT if it is not given.
	 *
	 * ## EXAMPLES
	 *
	 *     wp closte-domain-sync deploy-command --region=europe-west1
	 *
	 * @subcommand deploy-command
	 *
	 * @param string[] $args    None.
	 * @param array    $options The options `region` and `project`.
	 */
	public function deploy_command( array $args, array $options ): void {
		$project = $options['project'] ?? configured( 'CLOSTE_SYNC_PROJECT' );
		if ( '' === $project ) {
			\WP_CLI::error( 'Say which project: --project=ID, or define CLOSTE_SYNC_PROJECT in wp-config.php.' );
		}
		\WP_CLI::line( deploy_command( $project, $options['region'] ) );
	}

	/**
	 * Writes CLOSTE_CLIENT_API_KEY, for a pipe.
	 *
	 * ## EXAMPLES
	 *
	 *     wp closte-domain-sync key | infra/deploy.sh … --api-key-file=-
	 */
	public function key(): void {
		$this->write_secret( configured( 'CLOSTE_CLIENT_API_KEY' ), 'wp-config.php has no CLOSTE_CLIENT_API_KEY.' );
	}

	/**
	 * Writes the key and the secret of Ultimate Multisite's REST API as key:secret, for a pipe.
	 *
	 * ## EXAMPLES
	 *
	 *     wp closte-domain-sync multisite-key | infra/deploy.sh … --multisite-api-file=-
	 *
	 * @subcommand multisite-key
	 */
	public function multisite_key(): void {
		$this->write_secret( multisite_credentials(), 'Ultimate Multisite has no key of its REST API, and no proof secret is defined.' );
	}

	/**
	 * Removes all that the plugin has stored: the tables, the options, what is scheduled. Its files stay.
	 *
	 * ## OPTIONS
	 *
	 * [--yes]
	 * : Don't ask.
	 *
	 * @param string[] $args    None.
	 * @param array    $options The option `yes`.
	 */
	public function uninstall( array $args, array $options ): void {
		\WP_CLI::confirm( 'Remove all that the plugin has stored, events that wait included?', $options );
		remove_everything();
		\WP_CLI::success( 'Nothing of it is stored any more. Delete its file and its folder now, or it begins anew.' );
	}

	/**
	 * Ends well, or with what failed.
	 *
	 * @param string|null $error What failed.
	 * @param string      $done  What was done.
	 */
	private function end( ?string $error, string $done ): void {
		null === $error ? \WP_CLI::success( $done ) : \WP_CLI::error( $error );
	}

	/**
	 * Writes a secret where no terminal shows it.
	 *
	 * @param string $secret The secret.
	 * @param string $none   What is said if there is none.
	 */
	private function write_secret( string $secret, string $none ): void {
		if ( '' === $secret ) {
			\WP_CLI::error( $none );
		}
		if ( stream_isatty( STDOUT ) ) {
			\WP_CLI::error( 'It is a secret: send it into a pipe or a file, not to a terminal.' );
		}
		\WP_CLI::line( $secret );
	}
}
