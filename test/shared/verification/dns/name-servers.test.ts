import assert from 'node:assert/strict';
import type { Dns } from '../../../../shared/verification/dns/lookup.ts';
import { dnsPasses } from '../../../../shared/verification/dns/open-dns.ts';
import { describeWith } from '../../../infra/deploy/tools.ts';
import {
  NAME_SERVER_PROGRAMS,
  type NameServers,
  nameServers,
} from '../../../support/name-servers.ts';
import { spoken } from '../../../support/told.ts';

const never = new AbortController().signal;
const apex = ['@ 300 A 203.0.113.7'];

describeWith(NAME_SERVER_PROGRAMS, 'real name servers', () => {
  let servers: NameServers;
  let dns: Dns;
  const opened = (allowPrivateAddresses = true) =>
    dnsPasses({ servers: servers.resolvers, port: servers.port, allowPrivateAddresses })();

  before(async () => {
    servers = await nameServers({
      zones: {
        'shop.test': {
          records: [
            ...apex,
            '@ 300 CAA 128 issue "ca.test; validationmethods=dns-01"',
            '@ 300 CAA 0 iodef "mailto:a@shop.test"',
            'www 100 CNAME @',
            'far 300 CNAME www',
            '*.wild 300 A 203.0.113.8',
            'deep.below 300 A 203.0.113.9',
            'dangling 300 CNAME gone.shop.test.',
            'away 300 CNAME host.other.test.',
            'circle 300 CNAME circle2',
            'circle2 300 CNAME circle',
            ...Array.from({ length: 20 }, (_, i) => `hop${i} 300 CNAME hop${i + 1}`),
            'odd\\007name 300 A 203.0.113.10',
            'to-odd 300 CNAME odd\\007name',
            'dual 300 AAAA 2001:DB8:0::7',
            ...Array.from({ length: 400 }, (_, i) => `many 300 A 198.18.${i >> 8}.${i & 255}`),
          ],
        },
        'below.shop.test': { records: [...apex, 'www 300 A 203.0.113.11'] },
        'other.test': { records: ['host 300 A 203.0.113.12'] },
        'signed.test': { records: apex, signed: 'well' },
        'bogus.test': { records: apex, signed: 'wrongly' },
        'expired.test': { records: apex, signed: 'long-ago' },
        'lame.test': { records: apex, servers: ['refuses', 'knows-nothing', 'no-address'] },
        'silent.test': { records: apex, servers: ['silent'] },
        'unreachable.test': { records: apex, servers: ['gone'] },
        'halfway.test': {
          records: apex,
          servers: ['answers', { records: ['@ 60 A 203.0.113.8'] }],
        },
        'moving.test': { records: apex },
        'alias.test': { records: [], servers: ['has-apex-alias'] },
      },
      resolvers: [{}, { 'old.shop.test': ['@ 120 A 198.51.100.9'] }],
    });
    dns = opened();
  });
  after(() => servers?.close());

  const records = (values: readonly unknown[], ttlSeconds = 300, ...cnames: string[]) => ({
    kind: 'records',
    values,
    ttlSeconds,
    cnames,
  });
  const nothing = (kind: 'no-name' | 'no-data', ...cnames: string[]) => ({
    kind,
    cnames,
    ttlSeconds: 30,
    zone: 'shop.test',
  });
  const failure = (cause: string, reason: string) => ({ kind: 'failure', cause, reason });

  for (const [name, type, answer] of [
    ['shop.test', 'A', records(['203.0.113.7'])],
    ['Shop.Test.', 'A', records(['203.0.113.7'])],
    ['www.shop.test', 'A', records(['203.0.113.7'], 100, 'shop.test')],
    ['far.shop.test', 'A', records(['203.0.113.7'], 100, 'www.shop.test', 'shop.test')],
    ['far.shop.test', 'CNAME', records(['www.shop.test'])],
    ['shop.test', 'CNAME', nothing('no-data')],
    ['dual.shop.test', 'AAAA', records(['2001:db8::7'])],
    ['shop.test', 'SOA', records(['shop.test'], 30)],
    ['any.wild.shop.test', 'A', records(['203.0.113.8'])],
    ['below.shop.test', 'A', records(['203.0.113.7'])],
    ['gone.shop.test', 'A', nothing('no-name')],
    ['wild.shop.test', 'A', nothing('no-data')],
    ['dangling.shop.test', 'A', nothing('no-name', 'gone.shop.test')],
    ['away.shop.test', 'A', records(['203.0.113.12'], 300, 'host.other.test')],
    ['to-odd.shop.test', 'A', records(['203.0.113.10'], 300, 'odd\\007name.shop.test')],
    ['odd\\007name.shop.test', 'A', records(['203.0.113.10'])],
    ['circle.shop.test', 'A', failure('broken', 'SERVFAIL')],
    ['signed.test', 'A', records(['203.0.113.7'])],
    ['bogus.test', 'A', failure('dnssec', 'SERVFAIL, because its DNSSEC signatures are wrong')],
    ['expired.test', 'A', failure('dnssec', 'SERVFAIL, because its DNSSEC signatures are wrong')],
    ['lame.test', 'A', failure('broken', 'SERVFAIL')],
    ['unreachable.test', 'A', failure('broken', 'SERVFAIL')],
  ] as const) {
    it(`answer ${name} ${type} with ${JSON.stringify(answer)}`, async () => {
      const told = await dns.resolve(name, type, never);
      // An answer from a resolver's cache has less time left.
      const left = 'ttlSeconds' in told ? told.ttlSeconds : undefined;
      const { steps: _, ...rest } = { steps: undefined, ...told };
      assert.deepEqual(spoken({ ...rest, ttlSeconds: undefined }), {
        ...answer,
        ttlSeconds: undefined,
      });
      if ('ttlSeconds' in answer) {
        assert.ok(left !== undefined && left <= answer.ttlSeconds && left > answer.ttlSeconds - 30);
      }
    });
  }

  it('give CAA records', async () => {
    const answer = await dns.resolve('shop.test', 'CAA', never);
    assert.deepEqual(
      new Set(answer.kind === 'records' ? answer.values : []),
      new Set([
        { flags: 128, tag: 'issue', value: 'ca.test; validationmethods=dns-01' },
        { flags: 0, tag: 'iodef', value: 'mailto:a@shop.test' },
      ]),
    );
  });

  it('send over TCP what does not fit into UDP', async () => {
    const answer = await dns.resolve('many.shop.test', 'A', never);
    assert.equal(answer.kind === 'records' && answer.values.length, 400);
  });

  it('are found behind a delegation, each with its name and address', async () => {
    const [first, second] = servers.serversOf('below.shop.test');
    const found = await dns.authorities('a.b.below.shop.test', never);
    assert.equal(found.zone, 'below.shop.test');
    assert.deepEqual(found.left, []);
    assert.deepEqual(
      found.servers.map(({ title }) => title),
      [`ns1.below.shop.test (${first})`, `ns2.below.shop.test (${second})`],
    );
    for (const { lookup } of found.servers) {
      assert.deepEqual(
        await lookup('www.below.shop.test', 'A', never),
        records(['203.0.113.11'], 300),
      );
      assert.deepEqual(await lookup('x.below.shop.test', 'A', never), {
        ...nothing('no-name'),
        zone: 'below.shop.test',
      });
    }
  });

  it('of a zone leave the targets of its cnames to others', async () => {
    const found = await dns.authorities('away.shop.test', never);
    assert.equal(found.zone, 'shop.test');
    const answer = await found.servers[0]?.lookup('away.shop.test', 'A', never);
    assert.deepEqual(answer, { kind: 'no-data', cnames: ['host.other.test'] });
  });

  it('are found for a name that does not exist, and for a CNAME', async () => {
    assert.equal((await dns.authorities('gone.gone.shop.test', never)).zone, 'shop.test');
    assert.equal((await dns.authorities('www.shop.test', never)).zone, 'shop.test');
    assert.equal((await dns.authorities('gone.test', never)).zone, 'test');
  });

  it('are found for a zone with a CNAME record at its apex, from the parent zone', async () => {
    const { zone, names } = await dns.authorities('alias.test', never);
    assert.deepEqual([zone, names], ['alias.test', ['ns1.alias.test']]);
  });

  for (const zone of ['bogus.test', 'expired.test']) {
    it(`of ${zone} are found and answer, although validating resolvers reject their answers`, async () => {
      const found = await dns.authorities(`www.${zone}`, never);
      assert.deepEqual([found.zone, found.servers.length, found.left], [zone, 2, []]);
      assert.deepEqual(await found.servers[0]?.lookup(zone, 'A', never), records(['203.0.113.7']));
    });
  }

  it('that do not have the zone delegated to them are lame', async () => {
    const { zone, servers: found, left } = await dns.authorities('www.lame.test', never);
    assert.deepEqual(spoken([zone, left]), ['lame.test', ['ns3.nowhere has no address']]);
    const answers = found.map(({ lookup }) => lookup('lame.test', 'A', never));
    assert.deepEqual(spoken(await Promise.all(answers)), [
      failure('lame', 'REFUSED'),
      failure('lame', 'its answer is not authoritative'),
    ]);
  });

  it('that are down are found, and do not answer', async () => {
    const { zone, servers: found } = await dns.authorities('unreachable.test', never);
    assert.equal(zone, 'unreachable.test');
    assert.deepEqual(
      spoken(await found[0]?.lookup('unreachable.test', 'A', never)),
      failure('silent', 'the server cannot be reached (ECONNREFUSED)'),
    );
  });

  it('that are silent are found, and waited for once', async () => {
    const [address = ''] = servers.serversOf('silent.test');
    const { zone, servers: found } = await dns.authorities('silent.test', never);
    assert.equal(zone, 'silent.test');
    const silent = failure('silent', 'no reply within 2 s');
    assert.deepEqual(spoken(await found[0]?.lookup('silent.test', 'A', never)), silent);
    const queries = servers.queries(address);
    assert.deepEqual(spoken(await found[0]?.lookup('www.silent.test', 'A', never)), silent);
    assert.equal(servers.queries(address), queries);
  });

  it('of one zone may disagree', async () => {
    const { servers: found } = await dns.authorities('halfway.test', never);
    const answers = found.map(({ lookup }) => lookup('halfway.test', 'A', never));
    assert.deepEqual(spoken(await Promise.all(answers)), [
      records(['203.0.113.7'], 300),
      records(['203.0.113.8'], 60),
    ]);
  });

  it('of a zone are looked up once for all names in it', async () => {
    const [address = ''] = servers.resolvers[0]?.split(':') ?? [];
    const before = servers.queries(address);
    const own = opened();
    const names = Array.from({ length: 20 }, (_, i) => `n${i}.other.test`);
    const found = await Promise.all(names.map((name) => own.authorities(name, never)));
    assert.ok(found.every(({ zone, servers: two }) => zone === 'other.test' && two.length === 2));
    const forServers = ['NS', 'A of ns1', 'AAAA of ns1', 'A of ns2', 'AAAA of ns2'].length;
    assert.equal(servers.queries(address) - before, names.length + forServers);
  });

  it('at addresses that are not public are left out, and never asked', async () => {
    const [first = '', second = ''] = servers.serversOf('moving.test');
    await opened().authorities('moving.test', never); // So that the resolvers need not ask them.
    const before = servers.queries(first) + servers.queries(second);
    const found = await opened(false).authorities('moving.test', never);
    assert.deepEqual(spoken(found), {
      zone: 'moving.test',
      names: ['ns1.moving.test', 'ns2.moving.test'],
      servers: [],
      left: [
        `ns1.moving.test (${first}) has no public address`,
        `ns2.moving.test (${second}) has no public address`,
      ],
    });
    assert.equal(servers.queries(first) + servers.queries(second), before);
  });

  it('that are resolvers may disagree, one with an old record', async () => {
    const answers = dns.resolvers.map(({ lookup }) => lookup('old.shop.test', 'A', never));
    assert.deepEqual(spoken(await Promise.all(answers)), [
      nothing('no-name'),
      records(['198.51.100.9'], 120),
    ]);
  });

  it('that are resolvers give cached answers, with the time that these have left', async () => {
    await dns.resolve('moving.test', 'A', never);
    await servers.change('moving.test', ['@ 300 A 203.0.113.99']);
    const own = opened();
    const { servers: found } = await own.authorities('moving.test', never);
    assert.deepEqual(await found[0]?.lookup('moving.test', 'A', never), records(['203.0.113.99']));
    const old = await own.resolve('moving.test', 'A', never);
    assert.ok(old.kind === 'records' && old.ttlSeconds <= 300);
    assert.deepEqual(old.values, ['203.0.113.7']);
  });
});
