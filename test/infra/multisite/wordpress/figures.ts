/**
 * `npm run figures:wordpress` measures the plugin's cost in a network of a thousand sites and domains: its
 * own time on its pages, and the front page with and without it, in pairs.
 */

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWordPress } from '../../../support/wordpress.ts';
import { HERE, installWordPress } from '../../../support/wordpress-installation.ts';
import { pubSub } from './pubsub.ts';
import { SHOP, shownNetwork } from './shown-network.ts';

const PAIRS = 200;

/** Milliseconds that each page of the plugin takes by itself, the median of nine. */
const OWN_TIME = `
  require_once ABSPATH . 'wp-admin/includes/admin.php';
  wp_set_current_user( 1 );
  set_current_screen( 'toplevel_page_closte-domain-sync-network' );
  $measure = function ( $show ) {
    $times = array();
    for ( $i = 0; $i < 9; $i++ ) {
      ob_start();
      $begun = microtime( true );
      $show();
      $times[] = 1000 * ( microtime( true ) - $begun );
      ob_end_clean();
    }
    sort( $times );
    return round( $times[4], 1 );
  };
  $list = $measure( 'Closte_Domain_Sync\\show_network_page' );
  $_GET['domain'] = $given;
  $domain = $measure( 'Closte_Domain_Sync\\show_network_page' );
  unset( $_GET['domain'] );
  $GLOBALS['hook_suffix'] = '';
  switch_to_blog( get_sites( array( 'domain' => 'customer.network.example.com' ) )[0]->blog_id );
  $site = $measure( fn() => Closte_Domain_Sync\\show_site_page() );
  return array( 'all domains' => $list, 'a domain' => $domain, 'a site with a hundred domains' => $site );`;

const installation = await installWordPress();
const wordPress = openWordPress(installation.folder);
const empty = await mkdtemp(join(tmpdir(), 'closte-empty-'));
await using pubsub = await pubSub();
try {
  const { network, server } = await shownNetwork(wordPress, pubsub);
  await network.query(`
    INSERT INTO wp_blogs (site_id, domain, path, registered, last_updated, public)
    SELECT 1, CONCAT('site-', seq, '.network.example.com'), '/', NOW(), NOW(), 1 FROM seq_1_to_1000`);
  await network.query(`
    INSERT INTO wp_closte_domain_sync_domains (domain, site_id, stage, place, told_ms, diagnosis)
    SELECT CONCAT('many-', seq, '.example.com'), IF(seq < 100, site_id, seq + 3), stage, place, told_ms, diagnosis
    FROM wp_closte_domain_sync_domains, seq_1_to_1000 WHERE domain = '${SHOP}'`);
  await network.query(`
    INSERT INTO wp_wu_domain_mappings (blog_id, domain, stage)
    SELECT site_id, domain, stage FROM wp_closte_domain_sync_domains WHERE domain LIKE 'many-%'`);
  console.log('own time in ms:', await network.php(OWN_TIME, SHOP));

  // Everything else that the tests install is active in both.
  for (const name of ['a-page-that-maps.php', 'plugin-queries.php']) {
    await cp(join(HERE, name), join(empty, name));
  }
  const without = await network.with({ WPMU_PLUGIN_DIR: empty }).serve();
  const timeOf = async (asked: typeof server): Promise<number> => {
    const begunAt = performance.now();
    await asked.get('network.example.com', '/');
    return performance.now() - begunAt;
  };
  for (let n = 0; n < 20; n += 1) for (const one of [server, without]) await timeOf(one);
  const ratios: number[] = [];
  const times: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const isFirst = pair % 2 === 0;
    const first = await timeOf(isFirst ? server : without);
    const second = await timeOf(isFirst ? without : server);
    const [withIt, withoutIt] = isFirst ? [first, second] : [second, first];
    ratios.push(withIt / withoutIt);
    times.push(withIt);
  }
  const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  console.log(
    `front page: ${median(times).toFixed(1)} ms, ${median(ratios).toFixed(3)} times the one without`,
  );
} finally {
  await wordPress.close();
  await installation.close();
  await rm(empty, { recursive: true });
}
