import { getDomain } from 'tldts';
import { problem } from '../../problems/catalogue.ts';
import type { ProblemCode } from '../../problems/codes.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { legible } from '../../problems/legible.ts';
import { areOfHold } from '../../problems/parking-servers.ts';
import type { CheckContext } from './check-context.ts';
import { isWithin } from './client/wire-name.ts';
import { addressesIn, type HostResolution } from './host-resolution.ts';

/** Problems that a domain has which is not its owner's, or no longer: changes of its records have no effect. */
const MAY_FOLLOW: ReadonlySet<ProblemCode> = new Set([
  'dns-no-records',
  'dns-wrong-address',
  'dns-mixed-addresses',
  'dns-ipv6-elsewhere',
  'dns-cname-broken',
  'dns-private-address',
  'dns-server-failure',
]);

/** More servers would not make the message clearer. */
const MOST_SERVERS = 4;

/**
 * Tells that the domain itself is not its owner's, or no longer, where this is why it leads elsewhere. Only the
 * problem changes: names of servers, and what a registry answers, prove nothing.
 */
export async function withRegistration(
  context: CheckContext,
  resolution: HostResolution,
  finding: DnsFinding,
): Promise<DnsFinding> {
  const { domain, name, dns, signal } = context;
  const [cause] = finding.problems;
  const registered = getDomain(domain, { extractHostname: false });
  const mayFollow = cause?.fix.who === 'customer' && MAY_FOLLOW.has(cause.code);
  if (registered === null || !mayFollow) return finding;
  const { zone, names: known = [] } = await dns.authorities(name, signal);
  if (zone === undefined || !isWithin(registered, zone)) return finding;

  if (zone === registered) {
    const { names: delegated = [] } = await dns.delegation(zone, signal);
    const servers = delegated.length > 0 ? delegated : known;
    if (!areOfHold(servers)) return finding;
    const heldBy = servers.slice(0, MOST_SERVERS).map((one) => legible(one));
    const registry = registered.slice(registered.indexOf('.') + 1);
    const told = problem('domain-not-registered', { name: registered, registry, heldBy });
    return { ...finding, problems: [told] };
  }
  const [address] = addressesIn(resolution.a);
  const ofRegistry =
    address === undefined ? undefined : await dns.resolve(`*.${zone}`, 'A', signal);
  if (address === undefined || !ofRegistry || !addressesIn(ofRegistry).includes(address)) {
    return finding;
  }
  const values = { name: registered, registry: legible(zone), byWildcard: true } as const;
  return { ...finding, problems: [problem('domain-not-registered', values)] };
}
