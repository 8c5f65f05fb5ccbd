import assert from 'node:assert/strict';
import {
  type Network,
  type NetworkOptions,
  openWordPress,
  type WordPress,
} from '../../../support/wordpress.ts';
import {
  type Installation,
  installWordPress,
  SHARED_WORDPRESS,
  whatWordPressLacks,
} from '../../../support/wordpress-installation.ts';
import { describeUnless } from '../../deploy/tools.ts';
import type { PubSub } from './pubsub.ts';

/**
 * Describes tests that need a WordPress: without one they are skipped with the reason, or fail. Each network
 * has a database of its own.
 */
export function describeInWordPress(
  title: string,
  tests: (wordPress: () => Promise<WordPress>) => void,
): void {
  describeUnless(whatWordPressLacks(), title, () => {
    let installation: Installation | undefined;
    let wordPress: WordPress | undefined;
    before(async () => {
      const shared = process.env[SHARED_WORDPRESS];
      installation = shared === undefined ? await installWordPress() : undefined;
      wordPress = openWordPress(shared ?? installation?.folder ?? '');
    });
    tests(async () => wordPress ?? assert.fail('no WordPress was started'));
    after(async () => {
      const log = await wordPress?.log();
      await wordPress?.close();
      await installation?.close();
      assert.doesNotMatch(log ?? '', /plugins\/closte-domain-sync/, 'PHP has logged a warning');
    });
  });
}

export const PROJECT = 'closte-tests';
export const TOPIC = 'closte-domain-events';

/** The constants of wp-config.php for publishing events to `host`. */
export const publishesTo = (host: string) => ({
  CLOSTE_SYNC_PROJECT: PROJECT,
  CLOSTE_SYNC_TOPIC: TOPIC,
  PUBSUB_EMULATOR_HOST: host,
});

/** A network that publishes to `pubsub`, with the integration enabled if Ultimate Multisite requires that. */
export async function publishingNetwork(
  wordPress: WordPress,
  { host }: Pick<PubSub, 'host'>,
  { constants, ...options }: NetworkOptions = {},
): Promise<Network> {
  const network = await wordPress.network({
    ...options,
    constants: { ...publishesTo(host), ...constants },
  });
  if (options.ultimateMultisite === '2.5') await enable(network, 'closte-google-cloud');
  return network;
}

/** Enables an integration as an admin does under Settings, Integrations, Hosting or Panel Providers. */
export async function enable(network: Network, ...integrations: string[]): Promise<void> {
  await network.php(
    "update_network_option( null, 'wu_host_integrations_enabled', array_fill_keys( $given, true ) );",
    integrations,
  );
}

/** Creates a site, and returns its id. */
export async function createSite(network: Network, domain: string, path = '/'): Promise<number> {
  const id = await network.php("return wpmu_create_blog( $given[0], $given[1], 'A site', 1 );", [
    domain,
    path,
  ]);
  if (typeof id !== 'number') throw new Error(`${domain} was not made: ${JSON.stringify(id)}`);
  return id;
}

/** Maps a domain as a customer does in Ultimate Multisite, and returns the item's id. */
export async function mapDomain(network: Network, domain: string, siteId: number): Promise<number> {
  const id = await network.php(
    "return wu_create_domain( array( 'domain' => $given[0], 'blog_id' => $given[1] ) )->get_id();",
    [domain, siteId],
  );
  if (typeof id !== 'number') throw new Error(`${domain} was not mapped`);
  return id;
}
