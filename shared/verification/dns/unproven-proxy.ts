import { type Problem, recordProblem } from '../../problems/catalogue.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { type Fix, fixBy } from '../../problems/fix.ts';
import { recordText } from '../../problems/tell-fix.ts';
import { knownProxy } from '../known-proxy.ts';

/**
 * Proxies that serve the zone as well, and answer with their own addresses in place of its records. Nobody
 * can change these addresses, but the proxy can be turned off for a record.
 */
const SWITCHED_IN_THE_ZONE: ReadonlySet<string> = new Set(['Cloudflare']);

/**
 * Names a well-known proxy in the problem of its addresses. The verdict stays, since it is unknown what is
 * behind the proxy.
 */
export function withKnownProxies(finding: DnsFinding): DnsFinding {
  return withProxyFor(finding, ({ addresses }) => knownProxy(addresses));
}

/** The same for a proxy that identified itself. */
export function withHidingProxy(finding: DnsFinding): DnsFinding {
  return withProxyFor(finding, ({ addresses }) => knownProxy(addresses) ?? HIDING);
}

const HIDING = Symbol('a proxy that is not known by name');

interface Seen {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly moreAddresses?: number;
}

function withProxyFor(
  finding: DnsFinding,
  proxyOf: (seen: Seen) => string | typeof HIDING | undefined,
): DnsFinding {
  const problems = finding.problems.map((one) => {
    if (one.code !== 'dns-wrong-address' || !isSeen(one.values)) return one;
    const proxy = proxyOf(one.values);
    return proxy === undefined ? one : unproven(one.values, one.fix, proxy);
  });
  return { ...finding, problems };
}

function isSeen(values: Problem['values']): values is Seen {
  return 'name' in values && 'addresses' in values;
}

function unproven({ name, addresses, moreAddresses }: Seen, fix: Fix, proxy: string | symbol) {
  const seen = { name, addresses, ...(moreAddresses === undefined ? {} : { moreAddresses }) };
  const told = { ...seen, wanted: recordsWantedBy(fix) };
  if (typeof proxy === 'symbol')
    return recordProblem('dns-proxy-unproven', told, fixBy('customer'));
  // A CNAME record is the customer's own, wherever it leads.
  const hasCname = [...fix.replace.map(({ from }) => from), ...fix.remove].some(
    ({ type }) => type === 'CNAME',
  );
  const isSwitch = SWITCHED_IN_THE_ZONE.has(proxy) && !hasCname;
  return recordProblem(
    'dns-proxy-unproven',
    { ...told, proxy },
    isSwitch ? fixBy('customer') : fix,
  );
}

/** `shop.example.com A 203.0.113.7`: the records that will exist after a fix. */
export function recordsWantedBy({ replace, create }: Fix): readonly string[] {
  return [...replace.map(({ to }) => to), ...create].map(recordText);
}
