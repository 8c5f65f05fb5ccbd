import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { decode, encode, type Packet } from 'dns-packet';
import {
  inquiries,
  type QueryOutcome,
  type Role,
} from '../../../../../shared/verification/dns/client/inquire.ts';
import { rawDnsServer } from '../../../../support/raw-dns-server.ts';

const never = new AbortController().signal;
const question = { name: 'shop.example.com', type: 'A' } as const;
const RIGHT = { name: 'shop.example.com', type: 'A', data: '203.0.113.7', ttl: 60 } as const;
const resolver: Role = { kind: 'resolver', timeoutMs: 500, inFlight: 16 };
const authority: Role = { kind: 'authority', timeoutMs: 500, inFlight: 4 };
const SERVFAIL: Packet = { flags: 2 };
const ANSWER: Packet = { answers: [RIGHT] };

/** The record by which the zone above says that a zone is signed. */
function delegationSigner(zone: string): Packet {
  const data = { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32) };
  return { answers: [{ name: zone, type: 'DS', ttl: 60, data }] };
}

/** A resolver that rejects what it validates; `signed` are the zones with DS records. */
const bogus =
  (signed: string, answer: Packet = ANSWER) =>
  (_: number, unchecked: boolean, { type, name }: { type: string; name: string }): Packet => {
    if (type === 'DS') return name === signed ? delegationSigner(name) : {};
    return unchecked ? answer : SERVFAIL;
  };

/** Replies to each query in turn; the reply depends on whether the query requests validation. */
async function replying(
  replies: (
    n: number,
    unchecked: boolean,
    question: { readonly type: string; readonly name: string },
  ) => Packet | undefined,
) {
  const seen: { readonly recursion: boolean; readonly unchecked: boolean }[] = [];
  const server = await rawDnsServer({
    udp(query, send) {
      const { id = 0, questions = [], flag_cd: unchecked, flag_rd: recursion } = decode(query);
      seen.push({ recursion, unchecked });
      const [question = { type: '', name: '' }] = questions;
      const reply = replies(seen.length, unchecked, question);
      if (reply) send(encode({ id, type: 'response', questions, ...reply }));
    },
  });
  return { ...server, seen };
}

function told(said: QueryOutcome): string {
  return said.kind === 'failure' ? said.cause : `${said.code} ${said.answers.length}`;
}

describe('an inquiry', () => {
  for (const [what, role, replies, comesTo, queries] of [
    ['an answer', resolver, () => ANSWER, '0 1', 1],
    ['SERVFAIL', resolver, () => SERVFAIL, '2 0', 2],
    [
      'SERVFAIL with a check, and an answer without, of a zone that is signed',
      resolver,
      bogus('example.com'),
      'dnssec',
      4,
    ],
    [
      'SERVFAIL with a check, and an answer without, of a name that is a signed zone',
      resolver,
      bogus('shop.example.com'),
      'dnssec',
      5,
    ],
    [
      'SERVFAIL with a check, and an answer without, that leads to a zone that is signed',
      resolver,
      bogus('example.net', {
        answers: [{ name: 'shop.example.com', type: 'CNAME', data: 'a.example.net', ttl: 60 }],
      }),
      'dnssec',
      5,
    ],
    [
      'SERVFAIL with a check, and an answer without, of a zone that is not signed',
      resolver,
      bogus('none'),
      '0 1',
      5,
    ],
    ['SERVFAIL once', resolver, (n: number) => (n === 1 ? SERVFAIL : ANSWER), '0 1', 3],
    [
      'SERVFAIL with a check, and REFUSED without',
      resolver,
      (_: number, unchecked: boolean) => (unchecked ? { flags: 5 } : SERVFAIL),
      '2 0',
      2,
    ],
    ['SERVFAIL of a zone’s own server', authority, () => SERVFAIL, '2 0', 1],
  ] as const) {
    it(`results in ${comesTo} after ${queries} queries for ${what}`, async () => {
      const server = await replying(replies);
      try {
        const said = await inquiries(role, () => 0)().ask(server, question, never);
        assert.equal(told(said), comesTo);
        assert.equal(server.seen.length, queries);
        assert.ok(server.seen.every(({ recursion }) => recursion === (role.kind === 'resolver')));
      } finally {
        await server[Symbol.asyncDispose]();
      }
    });
  }

  it('keeps the answer of name servers whose signatures are wrong', async () => {
    const server = await replying(bogus('example.com'));
    try {
      const said = await inquiries(resolver, () => 0)().ask(server, question, never);
      assert.equal(said.kind === 'failure' && said.unchecked?.answers.length, 1);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  });

  it('limits the questions under way to one server', async () => {
    let atOnce = 0;
    let most = 0;
    await using server = await rawDnsServer({
      async udp(query, send) {
        most = Math.max(most, ++atOnce);
        await sleep(5);
        atOnce--;
        send(encode({ ...decode(query), type: 'response', additionals: [] }));
      },
    });
    const { ask } = inquiries({ ...authority, timeoutMs: 20_000 }, () => 0)();
    const names = Array.from({ length: 40 }, (_, i) => `${i}.example.com`);
    await Promise.all(names.map((name) => ask(server, { name, type: 'A' }, never)));
    assert.equal(most, 4);
  });

  it('does not count time in the queue as silence', async () => {
    await using server = await rawDnsServer({
      async udp(query, send) {
        await sleep(200);
        send(encode({ ...decode(query), type: 'response', additionals: [] }));
      },
    });
    const { ask } = inquiries({ ...authority, timeoutMs: 2000, inFlight: 1 }, () => 0)();
    const names = Array.from({ length: 12 }, (_, i) => `${i}.example.com`);
    const all = await Promise.all(names.map((name) => ask(server, { name, type: 'A' }, never)));
    assert.deepEqual(new Set(all.map(told)), new Set(['0 0']));
  });

  it('does not wait for a silent server again within half a minute', async () => {
    let time = 0;
    const server = await replying(() => undefined);
    try {
      const { ask, isSilent } = inquiries(authority, () => time)();
      const askFor = async (name: string) => told(await ask(server, { name, type: 'A' }, never));
      assert.equal(await askFor('a.example.com'), 'silent');
      const { length } = server.seen;
      assert.equal(await askFor('b.example.com'), 'silent');
      assert.equal(server.seen.length, length);
      assert.equal(isSilent(server), true);
      time = 30_000;
      assert.equal(isSilent(server), false);
      assert.equal(await askFor('c.example.com'), 'silent');
      assert.ok(server.seen.length > length);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  });
});
