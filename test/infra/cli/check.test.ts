import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CERTIFICATE_NAME } from '../../../infra/local/sandbox/tls-server.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { readDomainEvent } from '../../../shared/events/domain-event.ts';
import { type Problem, problem, recordProblem } from '../../../shared/problems/catalogue.ts';
import type { DnsRecord } from '../../../shared/problems/dns-record.ts';
import type { Observation } from '../../../shared/problems/findings.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';
import { problemJson } from '../../../shared/reporting/problem-json.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { type Called, cliIn } from './cli.ts';

const STRAY = 'stray.example.com';
const A: DnsRecord = { name: STRAY, type: 'A', value: '127.0.0.1' };

describe('closte-domains check', () => {
  let outside: Outside;
  /** The settings that point at the outside, without a network and a store. */
  let environment: Record<string, string>;

  before(async () => {
    outside = await startOutside();
    environment = { ...outside.environment, NETWORK_ADDRESSES: '', STORE: '' };
    outside.zone.set('stray.example.com', 'A 127.0.0.9');
    outside.zone.fail('silent.example.com', 'silence');
    outside.zone.set('stray.com', 'A 127.0.0.9');
    outside.zone.set('unserved.example.com', 'A 127.0.0.1');
    outside.certificates.set('unserved.example.com', undefined);
  });
  after(() => outside.close());

  const check = (args: string[], settings: Record<string, string> = {}): Promise<Called> =>
    cliIn(outside.folder)(['check', ...args], { ...environment, ...settings });
  /** The problem of stray.example.com if these records are wanted. */
  const wrong = (wanted: readonly DnsRecord[]) =>
    problemJson(
      recordProblem(
        'dns-wrong-address',
        { name: STRAY, addresses: ['127.0.0.9'] },
        recordsFix({ found: [{ name: STRAY, type: 'A', value: '127.0.0.9' }], wanted }),
      ),
    );
  const ours = ['--network-address', '127.0.0.1'];

  it('succeeds if the domain points at the network and shows its certificate', async () => {
    const { code, stdout, stderr } = await check(['shop.example.com', ...ours, '--json']);
    const { certificate, looked, ...rest } = JSON.parse(stdout);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(rest, {
      domain: 'shop.example.com',
      good: true,
      addresses: ['127.0.0.1'],
      problems: [],
      records: [],
      zone: [],
    });
    assert.deepEqual(certificate.names, ['shop.example.com']);
    assert.match(certificate.issuer, /Test CA/);
  });

  it('lists its observations', async () => {
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
          '',
          'Looked at',
          '  [^]*',
          'Problems',
          'none',
          '$',
        ].join('\n'),
      ),
    );
  });

  it('looks at a name under a wildcard, and names it', async () => {
    const { code, stdout } = await check(['*.example.com', ...ours]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Tried {10}closte-domain-sync-probe\.example\.com, as any name under it$/m,
    );
    assert.match(stdout, /^ +for \*\.example\.com$/m);
  });

  it('shows what is wrong with DNS, and the record to create, ready to copy', async () => {
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
    const { message, remedy } = wrong([
      { name: STRAY, type: 'CNAME', value: 'network.example.com' },
      A,
    ]);
    assert.ok(
      stdout.endsWith(
        [
          'Problems',
          'error dns-wrong-address',
          `  ${message}`,
          `  → ${remedy}`,
          '',
          'Records to create',
          'stray.example.com. A 127.0.0.1',
          '',
        ].join('\n'),
      ),
      stdout,
    );
  });

  it('shows what is wrong with DNS as JSON', async () => {
    const { code, stdout } = await check(['stray.example.com', ...ours, '--json']);
    const { looked, ...rest } = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.deepEqual(rest, {
      domain: 'stray.example.com',
      good: false,
      addresses: ['127.0.0.9'],
      certificate: null,
      problems: [wrong([A])],
      records: [{ ...A, host: 'stray', ttl: 300 }],
      zone: ['stray.example.com. A 127.0.0.1'],
    });
    const [asked, ...more] = looked.filter(
      ({ question }: Observation) => question === 'stray.example.com A',
    );
    assert.deepEqual([asked.asked, more], [outside.dns.server, []]);
    assert.match(asked.answer, /^127\.0\.0\.9, for \d seconds?$/);
  });

  it('reports that the network is behind a proxy, without blaming a secret', async () => {
    outside.zone.set('proxied.example.net', 'A 104.16.132.229');
    const network = ['--network-domain', 'proxied.example.net'];
    const { code, stdout, stderr } = await check(['stray.example.com', ...network]);
    assert.equal(code, 1);
    assert.match(stdout, /The network \(proxied\.example\.net\) is behind Cloudflare/);
    assert.doesNotMatch(stderr + stdout, /MULTISITE_API_SECRET/);
  });

  it('looks up the network, since an apex needs its addresses', async () => {
    const { stdout } = await check(['stray.com', '--network-domain', 'network.example.com']);
    assert.match(stdout, /^Must point at {2}network\.example\.com, 127\.0\.0\.1$/m);
    assert.ok(stdout.endsWith('\nRecords to create\nstray.com. A 127.0.0.1\n'), stdout);
  });

  it('ends even if no server answers, and reports this', async () => {
    const { code, stdout } = await check(['silent.example.com', ...ours, '--json']);
    const { looked, problems } = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.deepEqual(
      problems.map(({ code }: Problem) => code),
      ['dns-server-failure'],
    );
    assert.ok(looked.some(({ answer }: Observation) => answer.startsWith('no reply within')));
  });

  it('shows the same to people and programs', async () => {
    const [forPeople, forPrograms] = await Promise.all([
      check(['shop.example.com', ...ours]),
      check(['shop.example.com', ...ours, '--json']),
    ]);
    const { looked } = JSON.parse(forPrograms.stdout);
    const shown = forPeople.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(1));
    for (const { asked, question } of looked) {
      assert.ok(
        shown.some((cells) => cells[0] === asked && cells[1] === question),
        question,
      );
    }
    const questions = looked.map(({ question }: Observation) => question);
    for (const question of ['shop.example.com A', 'shop.example.com AAAA']) {
      assert.ok(questions.includes(question), question);
    }
  });

  it('says what is wrong with the certificate, and shows it', async () => {
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

  describe('takes the network that the domain must point at', () => {
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

    it('from the store, as an event has named it, together with the settings', async () => {
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
      const publishedAt = Date.parse(event.occurredAt);
      const options = { publishedAt, allowSpecialUse: false };
      await recordEvent(store, readDomainEvent(JSON.stringify(event), options), publishedAt);
      await store.close();

      assert.equal(await codeOf([], { STORE }), 0);
      assert.equal(await codeOf([], { STORE, NETWORK_ADDRESSES: '127.0.0.2' }), 0);
      assert.equal(await codeOf(['--network-address=127.0.0.2'], { STORE }), 1);
    });

    it('not at all without a store, and creates none', async () => {
      const STORE = 'sqlite:none/domains.db';
      const { code, stdout, stderr } = await check(['shop.example.com', '--json'], { STORE });
      assert.equal(code, 1);
      assert.deepEqual(JSON.parse(stdout).problems, [
        problemJson(problem('network-unknown', { name: 'shop.example.com' })),
      ]);
      assert.match(
        stderr,
        /^Neither a setting nor an event says .* give --network-domain or --network-address\.\n$/,
      );
      assert.ok(!existsSync(join(outside.folder, 'none')));
    });
  });

  it('changes nothing: Closte is not asked, and nothing is stored', async () => {
    await check(['shop.example.com', ...ours]);
    assert.deepEqual(outside.closte.calls, []);
    assert.ok(!existsSync(join(outside.folder, '.data')));
  });

  const misused: [args: string[], stderr: RegExp][] = [
    [[], /check: <domain> is missing; give a name such as shop\.example\.com\n/],
    [['203.0.113.7'], /check: <domain> "203\.0\.113\.7" cannot be mapped: it is an IP address; /],
    [['shop.test'], /check: <domain> "shop\.test" cannot be mapped: it is reserved /],
    [
      ['shop.example.com', '--network-address', 'here'],
      /check: --network-address "here" is not an IP address; give one such as /,
    ],
    [
      ['shop.example.com', '--network-domain', 'a b'],
      /check: --network-domain "a b" cannot be mapped: it has white space; /,
    ],
  ];
  for (const [args, expected] of misused) {
    it(`refuses [${args.join(' ')}] with exit code 2`, async () => {
      const { code, stdout, stderr } = await check(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
    });
  }
});
