import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, mkdtempDisposable, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { Network } from '../../../support/wordpress.ts';
import { createSite, describeInWordPress, enable, publishingNetwork } from './in-wordpress.ts';
import { pubSub } from './pubsub.ts';

const run = promisify(execFile);
const BUILD = fileURLToPath(new URL('../../../../infra/build-plugin.ts', import.meta.url));

/** Everything in the database with the plugin's name. */
async function stored(network: Network): Promise<string[]> {
  const [tables, options, integrations, crons, actions, groups] = await Promise.all([
    network.query("SHOW TABLES LIKE '%closte\\_domain\\_sync%'"),
    network.query(
      "SELECT meta_key FROM wp_sitemeta WHERE CONCAT(meta_key, meta_value) LIKE '%closte\\_domain\\_sync%'",
    ),
    network.query("SELECT meta_key FROM wp_sitemeta WHERE meta_value LIKE '%closte-google-cloud%'"),
    network.query(
      "SELECT option_name FROM wp_options WHERE CONCAT(option_name, option_value) LIKE '%closte\\_domain\\_sync%'",
    ),
    network.query(
      "SELECT DISTINCT hook FROM wp_actionscheduler_actions WHERE hook LIKE '%closte\\_domain\\_sync%'",
    ),
    network.query("SELECT slug FROM wp_actionscheduler_groups WHERE slug LIKE 'closte%'"),
  ]);
  const all = { tables, options, integrations, crons, actions, groups };
  return Object.entries(all).flatMap(([kind, rows]) => rows.map(([name]) => `${kind}: ${name}`));
}

describeInWordPress('removing the plugin', (wordPress) => {
  /** A network in which the plugin has stored everything that it ever stores. */
  async function used(): Promise<Network> {
    await using pubsub = await pubSub();
    pubsub.behaves = 503;
    const network = await publishingNetwork(await wordPress(), pubsub, {
      ultimateMultisite: '2.4',
    });
    await createSite(network, 'shop.network.example.com');
    await enable(network, 'closte-google-cloud');
    await network.php(`
      Closte_Domain_Sync\\ensure_cron();
      update_network_option( null, 'closte_domain_sync_mail', array( 'admins' => true ) );
      Closte_Domain_Sync\\schedule_mails( true );`);
    assert.deepEqual(await stored(network), [
      'tables: wp_closte_domain_sync_domains',
      'tables: wp_closte_domain_sync_outbox',
      'options: closte_domain_sync_table',
      'options: closte_domain_sync_failure',
      'options: closte_domain_sync_mail',
      'integrations: wu_host_integrations_enabled',
      'crons: cron',
      'actions: closte_domain_sync_drain',
      'groups: closte-domain-sync',
    ]);
    return network;
  }

  it('leaves nothing behind with the command', async () => {
    const network = await used();
    assert.equal((await network.wpCli('uninstall --yes')).code, 0);
    assert.deepEqual(await stored(network), []);
  });

  /** What WordPress does when an administrator deletes an ordinary plugin. */
  const deleteIt = (network: Network) =>
    network.php(
      "define( 'WP_UNINSTALL_PLUGIN', 'closte-domain-sync/closte-domain-sync.php' ); require $given;",
      fileURLToPath(new URL('../../../../infra/multisite/uninstall.php', import.meta.url)),
    );

  it('leaves nothing behind when WordPress deletes it', async () => {
    const network = await used();
    await using noPlugin = await mkdtempDisposable(join(tmpdir(), 'closte-no-plugin-'));
    await deleteIt(network.with({ WPMU_PLUGIN_DIR: noPlugin.path }));
    assert.deepEqual(await stored(network), []);
  });

  it('stops what is scheduled when WordPress deactivates it, and keeps the rest', async () => {
    const network = await used();
    const before = await stored(network);
    await network.php(
      "do_action( 'deactivate_' . plugin_basename( WPMU_PLUGIN_DIR . '/closte-domain-sync.php' ), true );",
    );
    const isScheduled = (what: string) => /^(crons|actions|groups):/.test(what);
    assert.deepEqual(
      await stored(network),
      before.filter((what) => !isScheduled(what)),
    );
  });

  it('keeps everything if the must-use plugin is there as well', async () => {
    const network = await used();
    const before = await stored(network);
    await deleteIt(network);
    assert.deepEqual(await stored(network), before);
  });
});

describe('npm run build:plugin', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closte-zip-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('creates a reproducible ZIP file that WordPress installs', async () => {
    const files = [join(folder, 'one.zip'), join(folder, 'two.zip')];
    for (const file of files) await run(process.execPath, [BUILD, file]);
    const [one, two] = await Promise.all(files.map((file) => readFile(file)));
    assert.ok(one && two?.equals(one));
    const names = Object.keys(unzipSync(one));
    for (const name of ['closte-domain-sync.php', 'uninstall.php', 'closte-domain-sync/boot.php']) {
      assert.ok(names.includes(`closte-domain-sync/${name}`), name);
    }
    assert.deepEqual(
      names.filter((name) => !name.startsWith('closte-domain-sync/')),
      [],
    );
  });
});
