import { isWildcard } from '../../domain-name.ts';
import type { Problem } from '../../problems/catalogue.ts';
import { caaProblems, type Pointing } from './caa.ts';
import { type CaaLookup, type CaaResult, climbToCaa } from './caa-lookup.ts';
import type { CheckContext } from './check-context.ts';
import type { HostResolution } from './host-resolution.ts';
import type { Dns } from './lookup.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { addressesToPointAt, recordsWanted } from './wanted-records.ts';

/**
 * The problems of the domain's CAA records. If the resolvers have some that forbid issuing, the zone's own
 * servers are asked as well.
 */
export async function checkCaa(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
  authority: string,
): Promise<Problem[]> {
  const { domain, dns, signal, time } = context;
  const pointing = pointingOf(context, resolution, network);
  const told = (found: CaaLookup, zone?: string) =>
    caaProblems(domain, found, authority, { ...pointing, zone });
  const found = await climbToCaa(domain, dns, signal);
  // A look-up that we cut off is not a failure of the server.
  if (found.kind === 'failure') return time.aborted ? [] : told(found);
  const problems = told(found);
  if (problems.length === 0) return problems;
  // Authorities ask the zone's own servers, and the customer may have changed the records a moment ago.
  const current = await climbToCaa(domain, dns, signal, (at) => asTheyAre(at, dns, signal));
  const { zone } = await dns.authorities(isWildcard(domain) ? domain.slice(2) : domain, signal);
  return told(current.kind === 'failure' ? found : current, zone);
}

/** The most servers of a zone that are asked: if none of these answers, the zone is not worth more questions. */
const MOST_SERVERS = 2;

/** The CAA records of a name; if the resolver has any, those of the zone's own servers. */
async function asTheyAre(at: string, dns: Dns, signal: AbortSignal): Promise<CaaResult> {
  const remembered = await dns.resolve(at, 'CAA', signal);
  if (remembered.kind !== 'records') return remembered;
  const { cnames } = remembered;
  const owner = cnames.at(-1) ?? at;
  const { servers } = await dns.authorities(owner, signal);
  for (const { lookup } of servers.slice(0, MOST_SERVERS)) {
    const current = await lookup(owner, 'CAA', signal);
    if (current.kind !== 'failure') return { ...current, cnames };
  }
  return remembered;
}

function pointingOf(
  { domain, allowPrivateAddresses }: CheckContext,
  { chain }: HostResolution,
  { domain: networkDomain, addresses, toPointAt = addresses }: NetworkResolution,
): Pointing {
  const reachable = addressesToPointAt(toPointAt, allowPrivateAddresses);
  const [, cname] = chain.names;
  return { networkDomain, cname, wanted: recordsWanted(domain, undefined, reachable) };
}
