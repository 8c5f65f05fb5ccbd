import type { DnsFinding } from '../../problems/findings.ts';
import { type CheckContext, MAX_SERVERS } from './check-context.ts';
import { isTooLong } from './cname-chain.ts';
import type { HostResolution } from './host-resolution.ts';
import { judgeDns } from './judgement.ts';
import type { Lookup } from './lookup.ts';
import { type FailedName, failedNameIn, type ZoneOfFailure } from './lookup-failure.ts';
import type { NetworkResolution } from './network-resolution.ts';

/**
 * A finding whose look-up failed, completed with what the zone's own servers answer. They may only refer to
 * another zone, whose servers are then the ones that fail.
 */
export async function explained(
  context: CheckContext,
  resolution: HostResolution,
  network: NetworkResolution,
  finding: DnsFinding,
): Promise<DnsFinding> {
  const failed = failedNameIn(resolution);
  if (!failed) return finding;
  const zoneOfFailure = await askZoneOf(context, failed, network.domain);
  const { names } = resolution.chain;
  const [target] = zoneOfFailure.servers.flatMap(({ answer }) =>
    answer.kind === 'no-data' ? answer.cnames.slice(-1) : [],
  );
  if (target !== undefined && !names.includes(target) && !isTooLong(resolution.chain)) {
    const chain = { names: [...names, target], end: failed.failure };
    return explained(context, { ...resolution, chain }, network, finding);
  }
  return judgeDns(
    context.domain,
    { ...resolution, network, zoneOfFailure },
    context.allowPrivateAddresses,
  );
}

async function askZoneOf(
  { dns, signal }: CheckContext,
  { name, failure }: FailedName,
  networkDomain: string | undefined,
): Promise<ZoneOfFailure> {
  const [{ zone, servers, names = [], left }, resolversAnswer] = await Promise.all([
    dns.authorities(name, signal),
    failure.cause === 'silent' && answersForTop(name, dns.resolve, signal),
  ]);
  // If only the signatures are wrong, the zone's own servers answer, and need not be asked.
  const asked = failure.cause === 'dnssec' ? [] : servers.slice(0, MAX_SERVERS);
  const answers = asked.map(async ({ title, lookup }) => ({
    title,
    answer: await lookup(name, 'A', signal),
  }));
  return {
    ...(zone === undefined ? {} : { zone }),
    servers: await Promise.all(answers),
    left,
    resolversAnswer,
    isAtNetwork: names.length > 0 && names.every((one) => one === networkDomain),
  };
}

/** Whether a resolver that is silent about a name answers for other names. */
async function answersForTop(name: string, resolve: Lookup, signal: AbortSignal): Promise<boolean> {
  const answer = await resolve(name.slice(name.lastIndexOf('.') + 1), 'NS', signal);
  return answer.kind !== 'failure';
}
