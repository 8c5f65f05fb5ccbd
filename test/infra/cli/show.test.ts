import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { aRecord, certificate, DAY, dnsWrong, HOUR, MINUTE, T0 } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

const now = Date.now();
const refused = problem('closte-refused-domain', { domain: 'shop.example.com', reason: 'taken' });

const failed = aRecord({
  stage: 'failed',
  dnsTries: 6,
  lastCheckedAt: now - 2 * DAY - HOUR,
  nextCheckAt: now + 3 * DAY + HOUR,
  problems: { closte: [refused], dns: dnsWrong.problems, certificate: [] },
  history: [{ at: T0 + MINUTE, from: 'checking-dns', to: 'failed', reason: 'no tries left' }],
});
const done = aRecord({
  domain: parseDomainName('*.bücher.example.com'),
  domainId: null,
  stage: 'done',
  nextCheckAt: null,
  certificate,
  problems: { closte: [refused], dns: [], certificate: [] },
});

describe('closte-domains show', () => {
  let place: Workplace;

  before(async () => {
    place = await workplace();
    await storeIn(place.folder, [failed, done]);
  });
  after(() => place[Symbol.asyncDispose]());

  it('shows everything that is known about a domain, and exits with 1 if it has an error', async () => {
    const { code, stdout, stderr } = await place.cli(['show', 'shop.example.com']);
    assert.deepEqual([code, stderr], [1, '']);
    const lines = stdout.split('\n');
    for (const line of [
      'shop.example.com',
      'Asked for        mapped',
      'Site             12',
      'Domain record    34',
      'Alias at Closte  added',
      'Stage            failed',
      'Tries            6 without success',
      'Certificate      not seen yet',
      'error dns-wrong-address',
      '  shop.example.com points at 198.51.100.9, which is not this network.',
      '  → Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
      'warning closte-refused-domain',
      '2026-11-22 10:01:00 UTC  checking-dns → failed  no tries left',
    ]) {
      assert.ok(lines.includes(line), `${line} is not in:\n${stdout}`);
    }
    assert.match(stdout, /^Next check {7}20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC \(in 3 days\)$/m);
    assert.match(stdout, /^Last checked {5}20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC \(2 days ago\)$/m);
  });

  it('exits with 0 if there are only warnings', async () => {
    const { code, stdout } = await place.cli(['show', '*.bücher.example.com']);
    assert.equal(code, 0);
    assert.match(stdout, /^\*\.xn--bcher-kva\.example\.com \(\*\.bücher\.example\.com\)\n/);
    assert.match(stdout, /^Next check {7}none$/m);
    assert.match(
      stdout,
      /^Certificate {6}issued by Test CA\n {17}valid from 2026-11-01 00:00:00 UTC to 2027-01-30 00:00:00 UTC \(.+\)\n {17}for shop\.example\.com$/m,
    );
  });

  for (const record of [failed, done]) {
    it(`prints ${record.domain} as JSON`, async () => {
      const { stdout } = await place.cli(['show', record.domain, '--json']);
      assert.deepEqual(JSON.parse(stdout), domainJson(record));
    });
  }

  it('exits with 1 if the domain is unknown', async () => {
    const { code, stdout, stderr } = await place.cli(['show', 'other.example.com', '--json']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /"message":"other\.example\.com is not known: /);
  });

  it('exits with 1 if there is no store, and creates none', async () => {
    const STORE = 'sqlite:none/domains.db';
    const { code, stderr } = await place.cli(['show', 'shop.example.com'], { STORE });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^shop\.example\.com is not known\. There is no store at .*; .*give --store, .*\n$/,
    );
    assert.ok(!existsSync(join(place.folder, 'none')));
  });

  const wrong: [args: string[], stderr: RegExp][] = [
    [[], /show: <domain> is missing; give a name such as shop\.example\.com\n/],
    [
      ['https://shop.example.com'],
      /show: <domain> "https:.*" cannot be mapped: it has a scheme; leave out /,
    ],
    [
      ['a.example.com', 'b.example.com'],
      /show: "b\.example\.com" is unexpected: the command takes only <domain>; /,
    ],
  ];
  for (const [args, expected] of wrong) {
    it(`refuses [${args.join(' ')}] with exit code 2`, async () => {
      const { code, stdout, stderr } = await place.cli(['show', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
    });
  }
});
