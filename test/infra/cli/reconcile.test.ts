import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { intentOf } from '../../../shared/lifecycle/record.ts';
import { newRun } from '../../../shared/reconciliation/run.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import { aRecord } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

describe('closte-domains reconcile', () => {
  let place: Workplace;
  let api: MultisiteApi;
  beforeEach(async () => {
    [place, api] = await Promise.all([workplace(), multisiteApi()]);
  });
  afterEach(async () => {
    await Promise.all([place, api].map((one) => one[Symbol.asyncDispose]()));
  });

  const cli = (...args: string[]) =>
    place.cli(['reconcile', ...args], {
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: 'key:secret',
    });

  /** A domain in both, one that is missing from the multisite, and a new one. */
  async function differing() {
    const both = api.add('both.example.com', { blog_id: 12 });
    api.add('new.example.com');
    return storeIn(place.folder, [
      aRecord({ domain: parseDomainName('both.example.com'), domainId: both.id }),
      aRecord({ domain: parseDomainName('gone.example.com'), domainId: 99 }),
    ]);
  }

  async function mapped(path: string) {
    const store = await sqliteStore(path);
    const { records } = await store.list({ limit: 100 });
    await store.close();
    return records.filter((one) => intentOf(one) === 'mapped').map(({ domain }) => domain);
  }

  it('says what it would do, and then does it', async () => {
    const { path } = await differing();
    const dry = await cli('--dry-run');
    assert.deepEqual([dry.code, dry.stderr], [0, '']);
    assert.match(dry.stdout, /^to be mapped +1$/m);
    assert.match(dry.stdout, /^to be unmapped +1\n\+ new\.example\.com\n- gone\.example\.com$/m);
    const { domains } = JSON.parse((await cli('--dry-run', '--json')).stdout);
    assert.deepEqual(domains, { mapped: ['new.example.com'], unmapped: ['gone.example.com'] });
    assert.deepEqual(await mapped(path), ['both.example.com', 'gone.example.com']);

    const { code, stdout } = await cli('--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { multisite: 2, stored: 2, mapped: 1, unmapped: 1 });
    assert.deepEqual(await mapped(path), ['both.example.com', 'new.example.com']);
  });

  it('fails if it does not unmap missing domains, unless forced', async () => {
    const names = Array.from({ length: 11 }, (_, n) => parseDomainName(`d${n}.example.com`));
    await storeIn(
      place.folder,
      names.map((domain) => aRecord({ domain, domainId: null })),
    );
    const { code, stdout } = await cli();
    assert.equal(code, 1);
    assert.match(stdout, /^refused +11 missing domains stay mapped: /m);
    const forced = await cli('--force', '--json');
    assert.deepEqual([forced.code, JSON.parse(forced.stdout).unmapped], [0, 11]);
  });

  it('fails while another call is reconciling, which continues', async () => {
    const { path } = await differing();
    const store = await sqliteStore(path);
    await store.changeRun(() => JSON.stringify(newRun(Date.now(), false, 'another')));
    await store.close();
    const { code, stdout } = await cli();
    assert.equal(code, 1);
    assert.match(stdout, /^not finished +another call continues it$/m);
    assert.deepEqual(api.calls, []);
  });

  it('creates no store for a dry run', async () => {
    api.add('new.example.com');
    assert.equal((await cli('--dry-run')).code, 0);
    assert.ok(!existsSync(join(place.folder, '.data')));
  });

  it('says that the multisite refuses the credentials, without showing them', async () => {
    api.credentials = 'others:now';
    const { code, stdout, stderr } = await cli();
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^Nothing is reconciled: the multisite refuses the credentials \(HTTP 401/,
    );
    assert.ok(!stderr.includes('key:secret'));
  });

  it('names the address that was asked, whatever went wrong there', async () => {
    const { stderr } = await place.cli(['reconcile'], {
      MULTISITE_API_URL: 'http://staging:password@127.0.0.1:1/wp-json',
      MULTISITE_API_SECRET: 'key:secret',
    });
    const asked = / The multisite was asked at http:\/\/\(not shown\)@127\.0\.0\.1:1\/wp-json\.\n$/;
    assert.match(stderr, /^Nothing is reconciled: /);
    assert.match(stderr, asked);
    api.credentials = 'others:now';
    assert.ok((await cli('--dry-run')).stderr.endsWith(` was asked at ${api.url}.\n`));
  });

  it('reports that no multisite is configured, and what to set', async () => {
    const { code, stderr } = await place.cli(['reconcile']);
    assert.equal(code, 1);
    assert.match(stderr, /set MULTISITE_API_URL and MULTISITE_API_SECRET/);
  });

  it('refuses an option that it does not know with exit code 2', async () => {
    const { code, stderr } = await cli('--dryrun');
    assert.equal(code, 2);
    assert.match(stderr, /did you mean --dry-run\?/);
  });

  it('explains its options', async () => {
    const { stdout } = await place.cli(['help', 'reconcile']);
    assert.match(stdout, /^Usage: closte-domains reconcile \[--dry-run\] \[--force\]$/m);
    assert.match(stdout, /^ {2}--dry-run +Only say what would change$/m);
  });
});
