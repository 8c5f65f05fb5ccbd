<?php
/**
 * The commands of WP-CLI.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * Publishes the domains of this network to Closte domain sync, and shows the state of the publishing.
 */
final class Commands {

	/**
	 * Shows where events go, how many wait, and what is wrong. The exit code is 1 if anything is wrong.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : The form of the output.
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
	 * Publishes the current settings, and names anything that fails.
	 */
	public function test(): void {
		$this->end( test_connection(), 'Pub/Sub has the settings.' );
	}

	/**
	 * Publishes the waiting events.
	 */
	public function drain(): void {
		$drained = drain( 10 * MINUTE_IN_SECONDS, true );
		$this->end( $drained['error'], "Published {$drained['published']} events; " . waiting()['messages'] . ' still wait.' );
	}

	/**
	 * Publishes each domain that is mapped now.
	 */
	public function backfill(): void {
		$recorded = backfill();
		$drained  = drain( 10 * MINUTE_IN_SECONDS, true );
		$this->end( $drained['error'], "Recorded $recorded domains; " . waiting()['messages'] . ' events still wait.' );
	}

	/**
	 * Prints the call that deploys the functions for this network, with everything that WordPress knows.
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
			\WP_CLI::error( 'Give the project: --project=ID, or define CLOSTE_SYNC_PROJECT in wp-config.php.' );
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
		$this->write_secret( multisite_credentials(), 'Ultimate Multisite has no key for its REST API, and no proof secret is defined.' );
	}

	/**
	 * Removes everything that the plugin has stored: the tables, the options, the scheduled actions. Its files stay.
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
		\WP_CLI::confirm( 'Remove everything that the plugin has stored, including waiting events?', $options );
		remove_everything();
		\WP_CLI::success( 'Nothing is stored any more. Delete the file and the folder of the plugin now, or it will start storing again.' );
	}

	/**
	 * Ends with success or with an error.
	 *
	 * @param string|null $error The failure; null if there was none.
	 * @param string      $done  The text for success.
	 */
	private function end( ?string $error, string $done ): void {
		null === $error ? \WP_CLI::success( $done ) : \WP_CLI::error( $error );
	}

	/**
	 * Writes a secret where no terminal shows it.
	 *
	 * @param string $secret The secret.
	 * @param string $none   The text if there is none.
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
