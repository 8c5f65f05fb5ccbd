import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DnsReply,
  type DnsScript,
  type DnsServer,
  dnsServer,
} from '../../../../infra/local/sandbox/dns-server.ts';
import { dnsPasses } from '../../../../shared/verification/dns/open-dns.ts';
import { dnsZone } from '../../../support/dns-zone.ts';
import { rawDnsServer } from '../../../support/raw-dns-server.ts';

const never = new AbortController().signal;
const NAME = 'shop.example.com';
const zone = dnsZone({ [NAME]: ['A 203.0.113.7'], 'www.example.com': [`CNAME ${NAME}`] });
const found = { kind: 'records', values: ['203.0.113.7'], ttlSeconds: 5, cnames: [] };

/** Starts one server for each script; they are closed at the end of the block. */
async function serving(...scripts: readonly DnsScript[]) {
  const servers = await Promise.all(scripts.map((resolve) => dnsServer({ resolve })));
  return {
    servers,
    at: servers.map(({ server }) => server),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function open(servers: readonly string[], now?: () => number) {
  return dnsPasses({
    servers,
    allowPrivateAddresses: false,
    ...(now ? { now } : {}),
  })();
}

const failing = (reply: DnsReply) => () => reply;
const SERVFAIL: DnsReply = { code: 'SERVFAIL', records: [] };
const REFUSED: DnsReply = { code: 'REFUSED', records: [] };

describe('the resolvers', () => {
  it('answer with the addresses, and the cnames on the way', async () => {
    await using dns = await serving(zone.resolve);
    const { resolve } = open(dns.at);
    assert.deepEqual(await resolve(NAME, 'A', never), found);
    assert.deepEqual(await resolve('WWW.example.com.', 'A', never), {
      ...found,
      steps: [5, 5],
      cnames: [NAME],
    });
    assert.deepEqual(await resolve(NAME, 'AAAA', never), { kind: 'no-data', cnames: [] });
    assert.deepEqual(await resolve('gone.example.com', 'A', never), {
      kind: 'no-name',
      cnames: [],
    });
  });

  it('are not asked for an invalid name', async () => {
    await using dns = await serving(zone.resolve);
    const none = { kind: 'no-name', cnames: [] };
    assert.deepEqual(await open(dns.at).resolve(`${'x'.repeat(64)}.example.com`, 'A', never), none);
    assert.equal(dns.servers[0]?.queries(), 0);
  });

  it('are asked for the addresses of up to 32 domains at a time', async () => {
    const names = Array.from({ length: 32 }, (_, n) => `shop-${n}.example.com`);
    const all = Promise.withResolvers<DnsReply>();
    let asked = 0;
    await using dns = await serving(() => {
      asked += 1;
      if (asked === 2 * names.length) all.resolve({ code: 'NOERROR', records: [] });
      return all.promise;
    });
    const { resolve } = open(dns.at);
    const both = names.flatMap((name) => [resolve(name, 'A', never), resolve(name, 'AAAA', never)]);
    const kinds = new Set((await Promise.all(both)).map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(['no-data']));
  });

  for (const [how, script] of [
    ['fails', failing(SERVFAIL)],
    ['refuses', failing(REFUSED)],
    ['is silent', failing('silence')],
  ] as const) {
    it(`are asked one after the other: the next one if one ${how}`, async () => {
      await using dns = await serving(script, zone.resolve);
      assert.deepEqual(await open(dns.at).resolve(NAME, 'A', never), found);
    });
  }

  it('are asked one after the other: the next one if nobody listens', async () => {
    const gone = await dnsServer({ resolve: zone.resolve });
    await gone.close();
    await using dns = await serving(zone.resolve);
    assert.deepEqual(await open([gone.server, ...dns.at]).resolve(NAME, 'A', never), found);
  });

  it('report the first failure other than silence if all fail', async () => {
    await using dns = await serving(failing('silence'), failing(REFUSED), failing(SERVFAIL));
    const answer = await open(dns.at).resolve(NAME, 'A', never);
    assert.deepEqual(answer, { kind: 'failure', cause: 'refused', reason: 'REFUSED' });
  });

  it('are asked in a different order after one was silent', async () => {
    await using dns = await serving(failing('silence'), zone.resolve);
    const { resolve } = open(dns.at);
    await resolve(NAME, 'A', never);
    const waitedFor = dns.servers[0]?.queries(NAME);
    for (const name of ['a.example.com', 'b.example.com', 'c.example.com']) {
      await resolve(name, 'A', never);
      assert.equal(dns.servers[0]?.queries(name), 0);
    }
    assert.equal(waitedFor, 2, 'it was not waited for the first time');
  });

  it('are waited for again once they answer other questions', async () => {
    const script: DnsScript = (name, type) =>
      name.startsWith('slow') ? 'silence' : zone.resolve(name, type);
    await using dns = await serving(script);
    const { resolve } = open(dns.at);
    assert.equal((await resolve('slow.example.com', 'A', never)).kind, 'failure');
    assert.deepEqual(await resolve(NAME, 'A', never), found);
  });

  it('are three at most, each of which can be asked individually, by its address', async () => {
    await using dns = await serving(zone.resolve, failing(REFUSED), zone.resolve, zone.resolve);
    const { resolvers } = open(dns.at);
    assert.deepEqual(
      resolvers.map(({ title }) => title),
      dns.at.slice(0, 3),
    );
    const kinds = resolvers.map(async ({ lookup }) => (await lookup(NAME, 'A', never)).kind);
    assert.deepEqual(await Promise.all(kinds), ['records', 'failure', 'records']);
  });

  it('are set by address, with or without a port', () => {
    const servers = ['192.0.2.53', '[2001:db8::53]:5353', '2001:db8::53'];
    assert.deepEqual(
      open(servers).resolvers.map(({ title }) => title),
      servers,
    );
  });

  for (const text of ['dns.example.com', '192.0.2.53:', '192.0.2.53:70000', '[192.0.2.53]:53']) {
    it(`are not set by ${text}`, () => assert.throws(() => open([text]), TypeError));
  }

  it('may be at private addresses, and have IPv6', async function () {
    const all = Object.values(networkInterfaces()).flat();
    if (!all.some((one) => one?.address === '::1')) this.skip();
    const six = await dnsServer({ resolve: zone.resolve, address: '::1' });
    try {
      assert.deepEqual(await open([six.server]).resolve(NAME, 'A', never), found);
    } finally {
      await six.close();
    }
  });

  for (const reply of [SERVFAIL, REFUSED, 'silence'] as const) {
    const how = typeof reply === 'string' ? reply : reply.code;
    it(`answer a question for IPv4 addresses, and all others with ${how}`, async () => {
      const script: DnsScript = (name, type) => (type === 'A' ? zone.resolve(name, type) : reply);
      await using dns = await serving(script);
      const { resolve } = open(dns.at);
      const controller = new AbortController();
      const other = resolve(NAME, 'AAAA', controller.signal).catch(() => undefined);
      assert.deepEqual(await resolve(NAME, 'A', never), found);
      controller.abort();
      await other;
    });
  }

  it('reject with the reason of a caller that gives up', async () => {
    await using dns = await serving(failing('silence'));
    const { resolve, authorities } = open(dns.at);
    const controller = new AbortController();
    const answers = [
      resolve(NAME, 'A', controller.signal),
      authorities(NAME, controller.signal),
      resolve(NAME, 'A', AbortSignal.abort(new Error('no more time'))),
    ];
    controller.abort(new Error('no more time'));
    for (const answer of answers) await assert.rejects(answer, /^Error: no more time$/);
  });
});

describe('a question that was asked recently', () => {
  /** Answers with a delay, and counts concurrent questions. */
  function countingAtOnce() {
    let atOnce = 0;
    let most = 0;
    const script: DnsScript = async (name, type) => {
      atOnce++;
      most = Math.max(most, atOnce);
      await sleep(50);
      atOnce--;
      return zone.resolve(name, type);
    };
    return { script, most: () => most };
  }

  const asked = (dns: { servers: readonly DnsServer[] }, name: string) =>
    dns.servers[0]?.queries(name);

  it('is asked once for concurrent callers', async () => {
    await using dns = await serving(zone.resolve);
    const { resolve } = open(dns.at);
    const all = Array.from({ length: 50 }, () => resolve(NAME, 'A', never));
    for (const answer of await Promise.all(all)) assert.deepEqual(answer, found);
    assert.equal(asked(dns, NAME), 1);
  });

  for (const [what, name, script, times] of [
    ['an answer', NAME, zone.resolve, 1],
    ['that there is no such name', 'gone.example.com', zone.resolve, 1],
    ['a failure', NAME, failing(REFUSED), 1],
  ] as const) {
    it(`has its answer cached for five seconds: ${what}`, async () => {
      let time = 0;
      await using dns = await serving(script);
      const { resolve } = open(dns.at, () => time);
      await resolve(name, 'A', never);
      time = 4999;
      await resolve(name, 'A', never);
      assert.equal(asked(dns, name), times);
      time = 5000;
      await resolve(name, 'A', never);
      assert.equal(asked(dns, name), 2 * times);
    });
  }

  it('is asked again by the next pass', async () => {
    await using dns = await serving(zone.resolve);
    const openPass = dnsPasses({ servers: dns.at, allowPrivateAddresses: false });
    const [one, another] = [openPass(), openPass()];
    for (const pass of [one, one, another]) await pass.resolve(NAME, 'A', never);
    assert.equal(asked(dns, NAME), 2);
  });

  it('is asked once for all passes if the name is not a customer’s', async () => {
    await using dns = await serving(zone.resolve);
    const isCommon = (name: string) => name === NAME;
    const openPass = dnsPasses({ servers: dns.at, allowPrivateAddresses: false });
    for (const pass of [openPass(isCommon), openPass(isCommon)])
      await pass.resolve(NAME, 'A', never);
    assert.equal(asked(dns, NAME), 1);
  });

  it('has its answer cached no longer than its time to live', async () => {
    let time = 0;
    const { encode, decode } = await import('dns-packet');
    let queries = 0;
    await using server = await rawDnsServer({
      udp(query, send) {
        queries++;
        const { id = 0, questions = [] } = decode(query);
        const answers = [{ name: NAME, type: 'A', ttl: 2, data: '203.0.113.7' } as const];
        send(encode({ id, type: 'response', questions, answers }));
      },
    });
    const { resolve } = open([`127.0.0.1:${server.port}`], () => time);
    for (const [at, sofar] of [
      [0, 1],
      [1999, 1],
      [2000, 2],
    ] as const) {
      time = at;
      await resolve(NAME, 'A', never);
      assert.equal(queries, sofar);
    }
  });

  it('is one of at most 64 at a time', async () => {
    const counted = countingAtOnce();
    await using dns = await serving(counted.script);
    const { resolve } = open(dns.at);
    const all = Array.from({ length: 100 }, (_, i) => resolve(`${i}.example.com`, 'A', never));
    for (const answer of await Promise.all(all)) assert.equal(answer.kind, 'no-name');
    assert.ok(counted.most() <= 64, `${counted.most()} at a time`);
  });

  it('is one of at most 64 at a time in several passes together as well', async () => {
    const counted = countingAtOnce();
    await using dns = await serving(counted.script);
    const openPass = dnsPasses({ servers: dns.at, allowPrivateAddresses: false });
    const passes = [openPass(), openPass(), openPass()];
    const all = Array.from({ length: 90 }, (_, i) =>
      passes[i % 3]?.resolve(`${i}.example.com`, 'A', never),
    );
    for (const answer of await Promise.all(all)) assert.equal(answer?.kind, 'no-name');
    assert.ok(counted.most() <= 64, `${counted.most()} at a time`);
  });
});
