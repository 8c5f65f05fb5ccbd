import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { type FunctionProcess, startFunction } from '../../support/function-process.ts';
import { aRecord, dnsWrong, HOUR, MINUTE } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

const now = Date.now();
const records = [
  aRecord({
    domain: parseDomainName('*.blog.example.com'),
    siteId: 7,
    stage: 'done',
    nextCheckAt: now + 5 * HOUR + 30 * MINUTE,
  }),
  aRecord({
    domain: parseDomainName('gone.example.com'),
    stage: 'done',
    alias: { state: 'removed', forgetAt: now + HOUR },
  }),
  aRecord({
    stage: 'failed',
    dnsTries: 6,
    nextCheckAt: now - MINUTE,
    problems: { closte: [], dns: dnsWrong.problems, certificate: [] },
  }),
];

describe('closte-domains list', () => {
  let place: Workplace;
  let path: string;

  before(async () => {
    place = await workplace();
    ({ path } = await storeIn(place.folder, records));
  });
  after(() => place[Symbol.asyncDispose]());

  it('shows each domain in one line of a table', async () => {
    const { code, stdout, stderr } = await place.cli(['list']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(stdout.split('\n'), [
      'DOMAIN              SITE  ALIAS    STAGE     TRIES  NEXT CHECK  PROBLEM',
      '*.blog.example.com  7     added    done      0      in 5 h      -',
      'gone.example.com    12    removed  unmapped  0      -           -',
      'shop.example.com    12    added    failed    6      due         dns-wrong-address',
      '',
      '3 domains.',
      '',
    ]);
  });

  it('uses the store of npm start in DATA_DIR', async () => {
    const DATA_DIR = join(place.folder, '.data');
    await using elsewhere = await workplace();
    const { code, stdout } = await elsewhere.cli(['list', '--site', '7'], { DATA_DIR });
    assert.equal(code, 0);
    assert.match(stdout, /^\*\.blog\.example\.com /m);
  });

  const filters: [args: string[], expected: string[]][] = [
    [['--stage', 'failed'], ['shop.example.com']],
    [['--stage', 'done'], ['*.blog.example.com']],
    [
      ['--site', '12'],
      ['gone.example.com', 'shop.example.com'],
    ],
    [['--q', 'BLOG'], ['*.blog.example.com']],
    [['--site', '12', '--q', 'shop'], ['shop.example.com']],
    [['--site', '99'], []],
    [['--filter', 'problem=dns-wrong-address'], ['shop.example.com']],
    [['--filter=needs=customer', '--filter=site=12'], ['shop.example.com']],
    [['--filter', 'stage=done'], ['*.blog.example.com']],
  ];
  for (const [args, expected] of filters) {
    it(`lists [${expected.join(', ')}] with ${args.join(' ')}`, async () => {
      const { code, stdout } = await place.cli(['list', ...args, '--json']);
      const domains = records
        .filter(({ domain }) => expected.includes(domain))
        .map((record) => domainJson(record));
      assert.deepEqual([code, JSON.parse(stdout)], [0, { domains }]);
    });
  }

  it('continues page by page with the token at the end of each page', async () => {
    const first = await place.cli(['list', '--limit', '2']);
    const [, token = ''] = /--page-token=(\S+)\n$/.exec(first.stdout) ?? [];
    const { nextPageToken } = JSON.parse((await place.cli(['list', '--limit=2', '--json'])).stdout);
    assert.equal(token, nextPageToken);

    const last = await place.cli(['list', `--page-token=${token}`]);
    assert.match(last.stdout, /^DOMAIN .*\nshop\.example\.com .*\n\n1 domain\.\n$/);
  });

  it('lists all with --all, however many pages there are', async () => {
    await using elsewhere = await workplace();
    const many = Array.from({ length: 501 }, (_, n) =>
      aRecord({ domain: parseDomainName(`shop-${n}.example.com`), stage: 'done' }),
    );
    await storeIn(elsewhere.folder, many);
    const { code, stdout } = await elsewhere.cli(['list', '--all', '--stage', 'done', '--json']);
    const { domains, nextPageToken } = JSON.parse(stdout);
    assert.deepEqual([code, domains.length, nextPageToken], [0, 501, undefined]);
    assert.match((await elsewhere.cli(['list', '--all'])).stdout, /\n501 domains\.\n$/);
  });

  it('says how many there are in total if not all are on the page', async () => {
    const { stdout } = await place.cli(['list', '--limit', '1']);
    assert.match(stdout, /\n1 of 2 mapped domains\.\nThere are more: /);
  });

  it('says so if there is none, which is not a failure', async () => {
    const { code, stdout, stderr } = await place.cli(['list', '--site', '99']);
    assert.deepEqual([code, stdout, stderr], [0, 'No domains.\n', '']);
  });

  const wrong: [args: string[], stderr: RegExp][] = [
    [['--stage', 'lost'], /list: --stage must be one of checking-dns, checking-ssl-cert, done, /],
    [['--site', 'shop'], /list: --site must be a whole number\n/],
    [['--site', '0'], /list: --site must be 1 or more\n/],
    [['--filter', 'stage=lost'], /list: --filter stage must be one of checking-dns, /],
    [['--filter', 'problm=x'], /list: --filter must be one of .*; did you mean problem\?\n/],
    [['--filter', 'done'], /list: --filter must be one of stage=…, problem=…, /],
    [['--limit', '501'], /list: --limit must be 500 or less\n/],
    [['--all', '--limit', '5'], /list: --all cannot be combined with --limit or --page-token; /],
    [
      ['--filter', 'problem=dns-wrong-address', '--filter', 'problem=dns-no-records'],
      /list: --filter problem is given twice; give one value\n/,
    ],
    [
      ['--stage', 'failed', '--filter', 'stage=done'],
      /list: --stage and --filter stage are both given; leave one of them out\n/,
    ],
    [['--page-token', '*'], /list: --page-token must be the nextPageToken of the previous page\n/],
  ];
  for (const [args, expected] of wrong) {
    it(`refuses ${args.join(' ')} with exit code 2`, async () => {
      const { code, stdout, stderr } = await place.cli(['list', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
    });
  }

  it('lists the others and says which one is damaged, as /domains does', async () => {
    await using elsewhere = await workplace();
    const damaged = await storeIn(elsewhere.folder, records);
    const database = new DatabaseSync(damaged.path);
    database.exec("UPDATE domains SET record = '{}' WHERE domain = 'gone.example.com'");
    database.close();
    const { code, stdout, stderr } = await elsewhere.cli(['list', '--json']);
    const reason = /^In the store, the record of gone\.example\.com is damaged at domain: .*\n$/;
    assert.equal(code, 0);
    assert.match(stderr, reason);
    const listing = JSON.parse(stdout);
    assert.deepEqual([listing.domains.length, listing.damaged.length], [2, 1]);
    assert.equal(`${listing.damaged[0].reason}\n`, stderr);

    const status = await startFunction('domainStatus', { STORE: `sqlite:${damaged.path}` });
    const answer = await fetch(`${status.url}/domains`);
    assert.deepEqual(await answer.json(), listing);
    const page = await fetch(status.url, { headers: { accept: 'text/html' } });
    assert.match(await page.text(), /the record of gone\.example\.com is damaged/);
    await status.close();
  });

  it('creates no store if there is none, and does not fail', async () => {
    const STORE = `sqlite:${join(place.folder, 'none', 'domains.db')}`;
    const { code, stdout, stderr } = await place.cli(['list', '--json'], { STORE });
    assert.deepEqual([code, stdout], [0, '{"domains":[]}\n']);
    assert.match(stderr, /^There is no store at .*none\/domains\.db yet; .*give --store, .*\n$/);
    assert.ok(!existsSync(join(place.folder, 'none')));
  });

  it('exits with 1 if the store cannot be read, and says why', async () => {
    await writeFile(join(place.folder, 'notes.txt'), 'This is no database, but a note to myself.');
    const { code, stdout, stderr } = await place.cli(['list'], { STORE: 'sqlite:notes.txt' });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^The store at .*notes\.txt cannot be used: .*file is not a database\. .*\n$/,
    );
  });

  describe('with --json', () => {
    let status: FunctionProcess;

    before(async () => {
      status = await startFunction('domainStatus', { STORE: `sqlite:${path}` });
    });
    after(() => status.close());

    const pairs: [args: string[], query: string][] = [
      [[], ''],
      [['--limit', '2'], '?limit=2'],
      [['--stage', 'failed', '--site', '12'], '?stage=failed&siteId=12'],
    ];
    for (const [args, query] of pairs) {
      it(`prints exactly what /domains${query} answers`, async () => {
        const answer = await fetch(`${status.url}/domains${query}`);
        const { stdout } = await place.cli(['list', ...args, '--json']);
        assert.equal(stdout, `${await answer.text()}\n`);
      });
    }
  });
});
