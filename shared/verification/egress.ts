/**
 * The networks that this instance can reach at all. Cloud Run has no IPv6, and depending on the sandbox, an
 * IPv6 connection fails with one error or another, or without an answer. A firewall may allow DNS only to the
 * resolver. Such a limit of our own is not the fault of a domain's servers.
 */

import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { withTimeoutOr } from '../async/time-limit.ts';
import { familyOf } from './address.ts';
import { DNS_PORT, type Endpoint } from './dns/client/endpoint.ts';
import { encodeQuery, readResponse } from './dns/client/message.ts';
import { exchangeByTcp, exchangeByUdp } from './dns/client/transport.ts';

/** The ways out: IPv6, and questions to name servers by either transport. */
export type Way = 'ipv6' | 'dns-udp' | 'dns-tcp';

/** The ways out of this instance. */
export interface Egress {
  /** Whether a way works from here. Rejects only with the reason of an aborted `signal`. */
  has(way: Way, signal: AbortSignal): Promise<boolean>;
}

/** For a system on one machine with loopback addresses. */
export const EVERYWHERE: Egress = { has: async () => true };

/** Asks a server that is known to be up; rejects if no response comes back. */
export type AskRoot = (
  server: Endpoint,
  transport: 'udp' | 'tcp',
  signal: AbortSignal,
) => Promise<unknown>;

export interface EgressOptions {
  /** Warned once of each way that does not work. */
  readonly log: Pick<Logger, 'warn'>;
  /** Milliseconds of any clock. */
  readonly now: () => number;
  readonly ask?: AskRoot;
}

/** Root servers: a, f, k and m, of four operators (https://www.iana.org/domains/root/servers). */
const ROOTS = {
  ipv4: ['198.41.0.4', '192.5.5.241', '193.0.14.129', '202.12.27.33'],
  ipv6: ['2001:503:ba3e::2:30', '2001:500:2f::f', '2001:7fd::1', '2001:dc3::35'],
} as const;

const WAYS = {
  ipv6: { family: 'ipv6', transports: ['udp', 'tcp'], title: 'IPv6' },
  'dns-udp': { family: 'ipv4', transports: ['udp'], title: 'DNS by UDP' },
  'dns-tcp': { family: 'ipv4', transports: ['tcp'], title: 'DNS by TCP' },
} as const;

/** A check of the certificate, which has 6 s in all, waits for this once. */
const LEARN_MS = 1000;
/** A way that works is remembered for good. One that does not work may have failed for a moment only. */
const LEARN_AGAIN_AFTER_MS = 10 * 60_000;

/** Tests with the root servers which ways work, each when it is first needed. */
export function openEgress({ log, now, ask = askRoot }: EgressOptions): Egress {
  const learnt = new Map<Way, { readonly works: Promise<boolean>; readonly until: number }>();
  const told = new Set<Way>();

  const learn = async (way: Way): Promise<boolean> => {
    const { family, transports, title } = WAYS[way];
    const anyAnswers = (signal: AbortSignal) =>
      Promise.any(
        ROOTS[family].flatMap((address) =>
          transports.map((transport) => ask({ address, port: DNS_PORT }, transport, signal)),
        ),
      ).then(
        () => true,
        () => false,
      );
    const works = await withTimeoutOr(LEARN_MS, anyAnswers, false, new AbortController().signal);
    if (works) learnt.set(way, { works: Promise.resolve(true), until: Number.POSITIVE_INFINITY });
    else if (!told.has(way)) {
      told.add(way);
      log.warn({ lacks: way }, `${title} does not work from here; no domain is blamed for it`);
    }
    return works;
  };

  return {
    async has(way, signal) {
      signal.throwIfAborted();
      const known = learnt.get(way);
      if (known && now() < known.until) return known.works;
      const works = learn(way);
      learnt.set(way, { works, until: now() + LEARN_AGAIN_AFTER_MS });
      return works;
    },
  };
}

/** The addresses that can be reached from here, as far as that is known without trying them. */
export async function reachable(
  addresses: readonly string[],
  egress: Egress,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const { ipv6 = [] } = Object.groupBy(addresses, (one) => familyOf(one) ?? 'ipv4');
  if (ipv6.length === 0 || (await egress.has('ipv6', signal))) return new Set(addresses);
  return new Set(addresses.filter((one) => !ipv6.includes(one)));
}

const askRoot: AskRoot = (server, transport, signal) => {
  const query = { name: '.', type: 'NS', id: randomInt(0x1_0000), recursion: false } as const;
  const asked = { ...query, unchecked: false, edns: true };
  const exchange = transport === 'udp' ? exchangeByUdp : exchangeByTcp;
  // Any response will do.
  return exchange(server, encodeQuery(asked), (message) => readResponse(message, asked), signal);
};
