import assert from 'node:assert/strict';
import { dnsWithin } from '../../../../shared/verification/dns/deadline.ts';
import { scriptedDns } from '../../../support/scripted-dns.ts';
import { spoken } from '../../../support/told.ts';

const NAME = 'shop.example.com';

function signals() {
  const caller = new AbortController();
  const clock = new AbortController();
  return { caller, clock, signal: caller.signal, time: clock.signal };
}

describe('servers that are asked for a limited time', () => {
  it('answer as usual before the time is up', async () => {
    const { signal, time } = signals();
    const script = { [NAME]: ['A 34.1.1.1'] };
    const dns = dnsWithin(scriptedDns({ resolver: script, servers: { ns1: script } }), time);
    const { servers } = await dns.authorities(NAME, signal);
    for (const lookup of [dns.resolve, dns.resolvers[0]?.lookup, servers[0]?.lookup]) {
      const answer = await lookup?.(NAME, 'A', signal);
      assert.equal(answer?.kind, 'records');
    }
  });

  it('count as silent once the time is up, whatever they are asked', async () => {
    const { clock, signal, time } = signals();
    const script = { [NAME]: 'hangs' } as const;
    const slow = scriptedDns({ resolver: script, servers: { ns1: script } });
    const dns = dnsWithin(slow, time);
    const { servers } = await dns.authorities(NAME, signal);
    const asked = [dns.resolve, dns.resolvers[0]?.lookup, servers[0]?.lookup].map((lookup) =>
      lookup?.(NAME, 'A', signal),
    );
    clock.abort();
    const late = { kind: 'failure', cause: 'silent', reason: 'no reply in time' };
    assert.deepEqual(spoken(await Promise.all(asked)), [late, late, late]);

    const before = slow.asked.length;
    assert.deepEqual(spoken(await dns.resolve(NAME, 'A', signal)), late);
    assert.deepEqual(await dns.authorities('other.example', signal), { servers: [], left: [] });
    assert.equal(slow.asked.length, before);
  });

  it('are still known once the time is up, if they were found before', async () => {
    const { clock, signal, time } = signals();
    const dns = dnsWithin(scriptedDns({ resolver: {}, servers: { ns1: {} } }), time);
    await dns.authorities(NAME, signal);
    clock.abort();
    const { servers } = await dns.authorities(NAME, signal);
    assert.deepEqual(
      servers.map(({ title }) => title),
      ['ns1'],
    );
  });
});
