import { join } from 'node:path';
import { storeOfMany } from '../../support/many-domains.ts';
import { inMs } from '../figures.ts';
import { median, timedMs } from '../measure.ts';
import type { Row } from '../row.ts';

const DOMAINS = 100_000;
const ROUNDS = 15;
const LAST_PAGE = Buffer.from('shop-099940.example.com').toString('base64url');

const PAGES: Readonly<Record<string, string>> = {
  'one domain': '/domains/shop-050000.example.com',
  'the first page': '/',
  'the last page': `/?pageToken=${LAST_PAGE}`,
  'those of a stage': '/?stage=failed',
  'those of a stage with a problem': '/?problem=dns-wrong-address&stage=checking-dns',
  'those that need a customer': '/?needs=customer',
  'those of a site': '/?siteId=77',
  'a part of a name, found': '/?q=shop-05',
  'a part of a name, found nowhere': '/?q=nowhere',
};

export const statusPageRow: Row = {
  name: 'page',
  async measure({ world, deployed }) {
    const path = join(world.memory, 'page.db');
    await storeOfMany(path, DOMAINS);
    const status = await deployed.start('domainStatus', { STORE: `sqlite:${path}` });
    const ask = async (address: string) => {
      const response = await fetch(status.url + address, { headers: { accept: 'text/html' } });
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      return response;
    };
    const figures: [what: string, ms: number][] = [];
    for (const [what, address] of Object.entries(PAGES)) {
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        samples.push(await timedMs(() => ask(address)));
      }
      figures.push([what, median(samples)]);
    }
    await status.close();
    return figures.map(([what, ms]) => ({
      what: `first byte of the status page, 100,000 domains, SQLite: ${what}`,
      beside: '',
      figure: inMs(ms),
      ratio: '',
      reach: '< 50 ms',
    }));
  },
};
