import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeUnless } from '../../../infra/deploy/tools.ts';

const SCRIPT = fileURLToPath(new URL('dual-stack.ts', import.meta.url));
const IPV4 = 'ip link set lo up; ip addr add 198.41.0.4/32 dev lo; ip addr add 34.1.1.1/32 dev lo';
const ROOT_BY_IPV6 = 'ip -6 addr add 2001:503:ba3e::2:30/128 dev lo nodad';
const SITE_BY_IPV6 = 'ip -6 addr add 2600::1/128 dev lo nodad';
/** A device that swallows packets. */
const ABYSS = 'ip tuntap add dev t0 mode tun; ip link set t0 up; ip -6 route add default dev t0';
const TOLD = ['IPv6 does not work from here; no domain is blamed for it'];

const rows: readonly {
  readonly what: string;
  readonly network: readonly string[];
  readonly served?: readonly string[];
  readonly outcome: string;
  readonly told?: readonly string[];
}[] = [
  {
    what: 'IPv6 works',
    network: [ROOT_BY_IPV6, SITE_BY_IPV6],
    served: ['34.1.1.1', '2600::1'],
    outcome: 'right',
  },
  {
    what: 'IPv6 works, and nobody is at its address',
    network: [ROOT_BY_IPV6, SITE_BY_IPV6],
    outcome: 'unknown tls-unreachable',
  },
  {
    what: 'IPv6 works, and its address is silent',
    network: [ABYSS, ROOT_BY_IPV6],
    outcome: 'unknown tls-unreachable',
  },
  { what: 'ENETUNREACH', network: [], outcome: 'right', told: TOLD },
  {
    what: 'EHOSTUNREACH',
    network: ['ip -6 route add unreachable default metric 1'],
    outcome: 'right',
    told: TOLD,
  },
  {
    what: 'EADDRNOTAVAIL',
    network: ['ip -6 addr del ::1/128 dev lo', 'ip -6 route add default dev lo'],
    outcome: 'right',
    told: TOLD,
  },
  {
    what: 'silence',
    network: [ABYSS, 'ip -6 addr add 2600:aaaa::1/64 dev t0 nodad'],
    outcome: 'right',
    told: TOLD,
  },
];

/** Real addresses and real errors: in a namespace all addresses are this machine's own. */
describeUnless(whyNot(), 'a domain with IPv4 and IPv6, in a network where', () => {
  for (const { what, network, served = ['34.1.1.1'], outcome, told = [] } of rows) {
    it(`${what}: ${outcome}`, () => {
      const { stdout, stderr } = inNamespace([IPV4, ...network], [SCRIPT, ...served]);
      assert.ok(stdout !== '', stderr);
      assert.deepEqual(JSON.parse(stdout), { outcome, told });
    });
  }
});

/** Runs this Node in a network namespace with only the given setup. */
function inNamespace(setup: readonly string[], args: readonly string[]) {
  const script = `set -e; ${setup.join('; ')}; exec "$@"`;
  const command = ['--map-root-user', '--net', 'bash', '-c', script, 'bash', process.execPath];
  return spawnSync('unshare', [...command, ...args], {
    encoding: 'utf8',
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
}

function whyNot(): string | undefined {
  const { status } = inNamespace([IPV4, ABYSS], ['--version']);
  return status === 0 ? undefined : 'no network namespace can be made';
}
