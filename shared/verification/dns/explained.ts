import type { DnsFinding } from '../../problems/findings.ts';
import type { Lookup } from './answer.ts';
import { isTooLong } from './cname-chain.ts';
import type { HostSight } from './host-sight.ts';
import { judgeDns } from './judgement.ts';
import { type Look, MAX_SERVERS } from './look.ts';
import { type FailedName, failedNameIn, type ZoneOfFailure } from './lookup-failure.ts';
import type { NetworkSight } from './network-sight.ts';

/**
 * The finding where somebody did not answer, with what the servers of the zone say themselves. It may
 * be that they only lead on, to the zone that does not.
 */
export async function explained(
  look: Look,
  sight: HostSight,
  network: NetworkSight,
  finding: DnsFinding,
): Promise<DnsFinding> {
  const failed = failedNameIn(sight);
  if (!failed) return finding;
  const zoneOfFailure = await askZoneOf(look, failed);
  const { names } = sight.chain;
  const [target] = zoneOfFailure.servers.flatMap(({ answer }) =>
    answer.kind === 'no-data' ? answer.aliases.slice(-1) : [],
  );
  if (target !== undefined && !names.includes(target) && !isTooLong(sight.chain)) {
    const chain = { names: [...names, target], end: failed.failure };
    return explained(look, { ...sight, chain }, network, finding);
  }
  return judgeDns(look.domain, { ...sight, network, zoneOfFailure }, look.allowPrivateAddresses);
}

async function askZoneOf(
  { dns, signal }: Look,
  { name, failure }: FailedName,
): Promise<ZoneOfFailure> {
  const [{ zone, servers, left }, resolversAnswer] = await Promise.all([
    dns.authorities(name, signal),
    failure.cause === 'silent' && answersForTop(name, dns.resolve, signal),
  ]);
  // Whoever signs wrongly does answer.
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
  };
}

/** Whether a resolver that is silent about a name is not so about everything. */
async function answersForTop(name: string, resolve: Lookup, signal: AbortSignal): Promise<boolean> {
  const answer = await resolve(name.slice(name.lastIndexOf('.') + 1), 'NS', signal);
  return answer.kind !== 'failure';
}
