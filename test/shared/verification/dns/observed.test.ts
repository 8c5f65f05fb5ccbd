import assert from 'node:assert/strict';
import type { LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { observedDns, openObservations } from '../../../../shared/verification/dns/observed.ts';
import { type DnsScript, scriptedDns } from '../../../support/scripted-dns.ts';

const { signal } = new AbortController();

function observed(script: DnsScript) {
  const observations = openObservations();
  const taken = () =>
    observations.taken().map(({ asked, question, answer }) => `${asked} | ${question} | ${answer}`);
  return { dns: observedDns(scriptedDns(script), observations), taken };
}

describe('an observation', () => {
  for (const [what, records, type, answer] of [
    ['addresses', ['A 34.1.1.1', 'A 34.1.1.2'], 'A', '34.1.1.1, 34.1.1.2, for 5 minutes'],
    ['no such record', [], 'AAAA', 'no such record, for 5 minutes'],
    ['CAA records', ['CAA 128 issue ";"'], 'CAA', '128 issue ";", for 5 minutes'],
    ['a failure', { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' }, 'A', 'SERVFAIL'],
  ] as const) {
    it(`is shown with ${what}`, async () => {
      const { dns, taken } = observed({ resolver: { a: records } });
      await dns.resolve('a', type, signal);
      assert.deepEqual(taken(), [`192.0.2.53 | a ${type} | ${answer}`]);
    });
  }

  it('is shown with the targets of CNAME records', async () => {
    const { dns, taken } = observed({ resolver: { a: ['CNAME b'], b: ['CNAME c'] } });
    await dns.resolve('a', 'A', signal);
    assert.deepEqual(taken(), ['192.0.2.53 | a A | CNAME b → c: no such name, for 5 minutes']);
  });

  it('is shown in the order of the questions, not of the answers', async () => {
    const { dns, taken } = observed({
      resolver: { a: [] },
      resolvers: { '192.0.2.1': { a: 'hangs' }, '192.0.2.2': { a: ['A 34.1.1.1'] } },
    });
    const [first, second] = dns.resolvers;
    void first?.lookup('a', 'A', signal).catch(() => {});
    await second?.lookup('a', 'A', signal);
    await dns.resolve('a', 'A', signal);
    assert.deepEqual(taken(), [
      '192.0.2.1 | a A | nothing yet',
      '192.0.2.2 | a A | 34.1.1.1, for 5 minutes',
      '192.0.2.1 or 192.0.2.2 | a A | no such record, for 5 minutes',
    ]);
  });

  it('is shown with the servers of a zone, or the fact that there are none', async () => {
    const script = { resolver: {}, zone: 'example.com', servers: { ns1: {}, ns2: {} } };
    const found = observed({ ...script, left: ['ns3 has no address'] });
    await found.dns.authorities('a', signal);
    const none = observed({ resolver: {} });
    await none.dns.authorities('a', signal);
    assert.deepEqual(
      [...found.taken(), ...none.taken()],
      [
        '192.0.2.53 | the name servers for a | example.com: ns1, ns2 (ns3 has no address)',
        '192.0.2.53 | the name servers for a | none',
      ],
    );
  });

  it('is never long, and has no control sequence', async () => {
    const values = Array.from({ length: 4000 }, () => `\u001b[2J${'x'.repeat(5000)}`);
    const answer: LookupResult<never> = {
      kind: 'failure',
      cause: 'broken',
      reason: values.join('\n'),
    };
    const observations = openObservations();
    const lookup = async () => answer;
    const dns = observedDns({ ...scriptedDns({ resolver: {} }), resolve: lookup }, observations);
    for (let i = 0; i < 1000; i++) await dns.resolve('a', 'A', signal);
    assert.equal(observations.taken().length, 64);
    assert.match(observations.taken()[0]?.answer ?? '', /^\[2Jx{396}…$/);
  });
  it('is worded only when it is read', () => {
    let worded = 0;
    const observations = openObservations();
    observations.ask('192.0.2.53', 'a A')(() => `worded ${++worded} times`);
    const [taken] = observations.taken();
    assert.equal(worded, 0);
    assert.equal(taken?.answer, 'worded 1 times');
  });
});
