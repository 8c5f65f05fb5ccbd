import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CERTIFICATE_NAME } from '../../../infra/local/sandbox/tls-server.ts';
import { readDomainEvent } from '../../../shared/events/domain-event.ts';
import { recordEvent } from '../../../shared/record-event.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { problem } from '../../../shared/verification/problems/catalogue.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { type Called, cliIn } from './cli.ts';

describe('closte-domains check', () => {
  let outside: Outside;
  /** The settings that lead to the world outside, without a network and a store. */
  let environment: Record<string, string>;

  before(async () => {
    outside = await startOutside();
    environment = { ...outside.environment, NETWORK_ADDRESSES: '', STORE: '' };
    outside.zone.set('stray.example.com', 'A 127.0.0.9');
    outside.zone.set('unserved.example.com', 'A 127.0.0.1');
    outside.certificates.set('unserved.example.com', undefined);
  });
  after(() => outside.close());

  const check = (args: string[], settings: Record<string, string> = {}): Promise<Called> =>
    cliIn(outside.folder)(['check', ...args], { ...environment, ...settings });
  const ours = ['--network-address', '127.0.0.1'];

  it('is good if the domain points at the network and shows its certificate', async () => {
    const { code, stdout, stderr } = await check(['shop.example.com', ...ours, '--json']);
    const { certificate, ...rest } = JSON.parse(stdout);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(rest, {
      domain: 'shop.example.com',
      good: true,
      addresses: ['127.0.0.1'],
      problems: [],
    });
    assert.deepEqual(certificate.names, ['shop.example.com']);
    assert.match(certificate.issuer, /Test CA/);
  });

  it('tells what it looked at', async () => {
    const { code, stdout } = await check(['shop.example.com', ...ours]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(
        [
          '^shop\\.example\\.com',
          '',
          'Must point at  127\\.0\\.0\\.1',
          'DNS            right',
          'Addresses      127\\.0\\.0\\.1',
          'Certificate    right',
          '               issued by .*Test CA',
          '               valid from 20.* UTC to 20.* UTC \\(in \\d+ days\\)',
          '               for shop\\.example\\.com',
          '$',
        ].join('\n'),
      ),
    );
  });

  it('looks at a name under a wildcard, and says at which', async () => {
    const { code, stdout } = await check(['*.example.com', ...ours]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Looked at {6}closte-domain-sync-probe\.example\.com, as any name under it$/m,
    );
    assert.match(stdout, /^ +for \*\.example\.com$/m);
  });

  it('tells what is wrong with DNS, and the record to create, to copy', async () => {
    const { code, stdout } = await check([
      'stray.example.com',
      ...ours,
      '--network-domain',
      'network.example.com',
    ]);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^DNS {12}wrong\nAddresses {6}127\.0\.0\.9\nCertificate {4}not looked at: /m,
    );
    assert.ok(
      stdout.endsWith(
        [
          'Problems',
          'error dns-wrong-address',
          '  stray.example.com points at 127.0.0.9, which is not this network.',
          '  → Replace the record with stray.example.com CNAME network.example.com or stray.example.com A 127.0.0.1',
          '',
          'Records to create (the CNAME, or all others)',
          '  stray.example.com  CNAME  network.example.com',
          '  stray.example.com  A      127.0.0.1',
          '',
        ].join('\n'),
      ),
      stdout,
    );
  });

  it('tells what is wrong with DNS as JSON', async () => {
    const { code, stdout } = await check(['stray.example.com', ...ours, '--json']);
    const wrong = problem('dns-wrong-address', {
      name: 'stray.example.com',
      addresses: ['127.0.0.9'],
      found: ['A 127.0.0.9'],
      wanted: ['A 127.0.0.1'],
    });
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      domain: 'stray.example.com',
      good: false,
      addresses: ['127.0.0.9'],
      certificate: null,
      problems: [wrong],
    });
  });

  it('tells what is wrong with the certificate, and shows it', async () => {
    const { code, stdout } = await check(['unserved.example.com', ...ours, '--json']);
    const { good, certificate, problems } = JSON.parse(stdout);
    assert.deepEqual([code, good], [1, false]);
    assert.deepEqual(certificate.names, [DEFAULT_CERTIFICATE_NAME]);
    assert.ok(problems.every(({ code }: { code: string }) => code.startsWith('certificate-')));

    const forPeople = await check(['unserved.example.com', ...ours]);
    assert.equal(forPeople.code, 1);
    assert.match(forPeople.stdout, /^Certificate {4}wrong\n {15}issued by /m);
    assert.match(forPeople.stdout, /^error certificate-/m);
    assert.ok(!forPeople.stdout.includes('Records to create'));
  });

  describe('takes what the domain must point at', () => {
    const codeOf = async (args: string[], settings: Record<string, string> = {}) => {
      const { code } = await check(['shop.example.com', ...args], settings);
      return code;
    };

    it('from the settings', async () => {
      assert.equal(await codeOf([], { NETWORK_ADDRESSES: '127.0.0.1' }), 0);
      assert.equal(await codeOf([], { NETWORK_ADDRESSES: '127.0.0.2' }), 1);
      assert.equal(await codeOf([], { NETWORK_DOMAIN: 'network.example.com' }), 0);
    });

    it('from the options rather than the settings', async () => {
      assert.equal(await codeOf(ours, { NETWORK_ADDRESSES: '127.0.0.2' }), 0);
      const elsewhere = ['--network-domain', 'elsewhere.example.com'];
      assert.equal(await codeOf(elsewhere, { NETWORK_ADDRESSES: '127.0.0.1' }), 1);
      assert.equal(await codeOf(['--network-address=127.0.0.2', ...ours]), 0);
    });

    it('from what an event told the store, if neither says', async () => {
      const STORE = `sqlite:${join(outside.folder, 'told.db')}`;
      const store = await sqliteStore(join(outside.folder, 'told.db'));
      const event = {
        version: 1,
        id: 'e',
        type: 'settings.updated',
        occurredAt: '2026-11-22T10:00:00Z',
        settings: { dnsCheckInterval: 300 },
        network: { addresses: ['127.0.0.1'] },
      };
      const options = { now: Date.parse(event.occurredAt), allowSpecialUse: false };
      await recordEvent(store, readDomainEvent(JSON.stringify(event), options), options.now);
      await store.close();

      assert.equal(await codeOf([], { STORE }), 0);
      assert.equal(await codeOf([], { STORE, NETWORK_ADDRESSES: '127.0.0.2' }), 1);
    });

    it('from nowhere if there is no store, and creates none', async () => {
      const STORE = 'sqlite:none/domains.db';
      const { code, stdout, stderr } = await check(['shop.example.com', '--json'], { STORE });
      assert.equal(code, 1);
      assert.deepEqual(JSON.parse(stdout).problems, [
        problem('network-unknown', { name: 'shop.example.com' }),
      ]);
      assert.match(
        stderr,
        /^No setting and no event tells .* give --network-domain or --network-address\.\n$/,
      );
      assert.ok(!existsSync(join(outside.folder, 'none')));
    });
  });

  it('changes nothing: Closte is not asked, and nothing is stored', async () => {
    await check(['shop.example.com', ...ours]);
    assert.deepEqual(outside.closte.calls, []);
    assert.ok(!existsSync(join(outside.folder, '.data')));
  });

  const wrong: [args: string[], stderr: RegExp][] = [
    [[], /check: <domain> is missing; give a name such as shop\.example\.com\n/],
    [['203.0.113.7'], /check: <domain> "203\.0\.113\.7" cannot be mapped: it is an IP address; /],
    [['shop.test'], /check: <domain> "shop\.test" cannot be mapped: it is reserved /],
    [
      ['shop.example.com', '--network-address', 'here'],
      /check: --network-address "here" is no IP address; give one such as /,
    ],
    [
      ['shop.example.com', '--network-domain', 'a b'],
      /check: --network-domain "a b" cannot be mapped: it has white space; /,
    ],
  ];
  for (const [args, expected] of wrong) {
    it(`refuses [${args.join(' ')}] with exit code 2`, async () => {
      const { code, stdout, stderr } = await check(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
    });
  }
});
