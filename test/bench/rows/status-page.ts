import { join } from 'node:path';
import { storeOfMany } from '../../support/many-domains.ts';
import { inMs, ratioText } from '../figures.ts';
import { median, paired, ratioOf, timedMs } from '../measure.ts';
import type { Line, Row } from '../row.ts';

const MANY = 100_000;
const FEW = 8;
const ROUNDS = 15;

const tokenAfter = (domain: string) => Buffer.from(domain).toString('base64url');
const LATE = tokenAfter('shop-099900.example.com');

/** Requests to a network of many domains, compared with one of few. */
const PAGES: Readonly<Record<string, string>> = {
  'one domain': '/domains/shop-000001.example.com',
  'the first page': '/',
  'the last page': `/?pageToken=${tokenAfter('shop-099940.example.com')}`,
  'those of a stage': '/?stage=failed',
  'the last of a stage': `/?stage=done&pageToken=${LATE}`,
  'those with a problem': '/?problem=dns-wrong-address',
  'those of a stage with a problem': '/?problem=dns-wrong-address&stage=checking-dns',
  'those that need a customer': '/?needs=customer',
  'the last that need a customer': `/?needs=customer&pageToken=${LATE}`,
  'those of a site': '/?siteId=77',
  'all filters at once': '/?stage=failed&problem=dns-wrong-address&needs=customer&siteId=81&q=shop',
  'a part of a name, found': '/?q=shop-05',
  'a part of a name, found nowhere': '/?q=nowhere',
  'a part of a name that DNS has otherwise': '/?q=müller',
  'a whole name': '/?q=shop-000001.example.com',
};

export const statusPageRow: Row = {
  name: 'page',
  async measure({ world, deployed }) {
    const [many, few] = await Promise.all(
      [MANY, FEW].map(async (domains) => {
        const path = join(world.memory, `page-${domains}.db`);
        await storeOfMany(path, domains);
        return deployed.start('domainStatus', { STORE: `sqlite:${path}` });
      }),
    );
    if (!many || !few) throw new Error('no function was started');
    const ask = async (url: string) => {
      const response = await fetch(url, { headers: { accept: 'text/html' } });
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      await response.text();
    };
    const lines: Line[] = [];
    for (const [what, address] of Object.entries(PAGES)) {
      const { ours, theirs } = await paired(
        ROUNDS,
        () => timedMs(() => ask(few.url + address)),
        () => timedMs(() => ask(many.url + address)),
      );
      lines.push({
        what: `the status page, 100,000 domains, SQLite: ${what}`,
        beside: `${inMs(median(theirs))} of 8 domains`,
        figure: inMs(median(ours)),
        ratio: ratioText(ratioOf(ours, theirs)),
        reach: '< 50 ms',
      });
    }
    await Promise.all([many.close(), few.close()]);
    return lines;
  },
};
