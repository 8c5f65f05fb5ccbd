import assert from 'node:assert/strict';
import {
  type AskRoot,
  openEgress,
  reachable,
  type Way,
} from '../../../shared/verification/egress.ts';

const never = new AbortController().signal;

/** The ways in which a connection fails without a route: at once, with this code, or by silence. */
const FAILURES = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'silence'] as const;

const failing =
  (how: (typeof FAILURES)[number]): AskRoot =>
  async (_server, _transport, signal) => {
    if (how !== 'silence') throw Object.assign(new Error(how), { code: how });
    const { promise, reject } = Promise.withResolvers();
    signal.addEventListener('abort', () => reject(signal.reason));
    return promise;
  };

function learning(ask: AskRoot) {
  const lines: object[] = [];
  const clock = { now: 0 };
  const asked: string[] = [];
  const egress = openEgress({
    log: { warn: (...line: unknown[]) => lines.push(line) },
    now: () => clock.now,
    ask: (server, transport, signal) => {
      asked.push(`${transport} ${server.address}`);
      return ask(server, transport, signal);
    },
  });
  return { egress, lines, clock, asked };
}

describe('the reach of this machine', () => {
  const ways: readonly Way[] = ['ipv6', 'dns-udp', 'dns-tcp'];
  for (const way of ways) {
    for (const how of FAILURES) {
      it(`does not include ${way} if each root server fails with ${how}`, async () => {
        const { egress, lines } = learning(failing(how));
        assert.equal(await egress.has(way, never), false);
        assert.equal(lines.length, 1);
      });
    }

    it(`includes ${way} if one root server answers`, async () => {
      let asked = 0;
      const { egress, lines } = learning(async (...call) =>
        ++asked === 3 ? 'a reply' : failing('EHOSTUNREACH')(...call),
      );
      assert.equal(await egress.has(way, never), true);
      assert.deepEqual(lines, []);
    });
  }

  it('is tested with the root servers, by the family and transport in question', async () => {
    const { egress, asked } = learning(async () => 'a reply');
    for (const way of ways) await egress.has(way, never);
    const kinds = asked.map((one) => one.replace(/ .*:.*/, ' over IPv6').replace(/ [\d.]+$/, ''));
    assert.deepEqual([...new Set(kinds)].sort(), ['tcp', 'tcp over IPv6', 'udp', 'udp over IPv6']);
  });

  it('is tested once for concurrent callers', async () => {
    const { egress, asked, clock } = learning(async () => 'a reply');
    await Promise.all([1, 2, 3].map(() => egress.has('dns-udp', never)));
    clock.now += 24 * 60 * 60_000;
    await egress.has('dns-udp', never);
    assert.equal(asked.length, 4);
  });

  it('is tested again after ten minutes if it did not work, and reported once', async () => {
    let isDown = true;
    const { egress, lines, clock } = learning(async (...call) =>
      isDown ? failing('ENETUNREACH')(...call) : 'a reply',
    );
    const has = () => egress.has('ipv6', never);
    assert.equal(await has(), false);
    clock.now = 10 * 60_000;
    assert.equal(await has(), false);
    isDown = false;
    clock.now += 10 * 60_000 - 1;
    assert.equal(await has(), false);
    clock.now += 1;
    assert.equal(await has(), true);
    assert.deepEqual(lines, [
      [{ lacks: 'ipv6' }, 'IPv6 does not work from here; no domain is blamed for it'],
    ]);
  });

  it('excludes IPv6 addresses if IPv6 does not work, and needs no test for IPv4', async () => {
    const { egress, asked } = learning(failing('ENETUNREACH'));
    assert.deepEqual([...(await reachable(['8.8.8.8'], egress, never))], ['8.8.8.8']);
    assert.equal(asked.length, 0);
    const both = await reachable(['8.8.8.8', '2600::1'], egress, never);
    assert.deepEqual([...both], ['8.8.8.8']);
  });
});
