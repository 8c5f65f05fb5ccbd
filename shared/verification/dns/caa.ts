import { getDomain } from 'tldts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import { type Problem, problem, recordProblem } from '../../problems/catalogue.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import { legible } from '../../problems/legible.ts';
import { legibleReason } from '../../problems/phrase.ts';
import { type CaaJudgement, judgeCaa } from './caa-judgement.ts';
import type { CaaFailure, CaaLookup } from './caa-lookup.ts';
import type { CaaRefusal } from './caa-refusal.ts';
import { isOfResolvers, serverAnswer } from './lookup-failure.ts';

const MAX_PARAMETER = 120;

/** What keeps `authority` from issuing a certificate for the domain. */
export function caaProblems(
  domain: DomainName,
  found: CaaLookup,
  authority: string,
  networkDomain?: string,
): Problem[] {
  switch (found.kind) {
    case 'none':
      return [];
    case 'failure':
      return failureProblems(found);
    case 'records': {
      const judged = judgeCaa(found.values, authority, isWildcard(domain));
      if (judged.allowed) return [];
      return [forbiddenProblem(domain, legible(found.at), authority, judged, networkDomain)];
    }
  }
}

function forbiddenProblem(
  domain: DomainName,
  at: string,
  authority: string,
  { records, add, remove, refusals }: Extract<CaaJudgement, { allowed: false }>,
  networkDomain: string | undefined,
): Problem {
  const values = {
    name: domain,
    at,
    authority,
    records: records.first,
    ...(records.more > 0 ? { moreRecords: records.more } : {}),
    ...conditionsIn(refusals),
  };
  const recordOf = (value: string): DnsRecord => ({ name: at, type: 'CAA', value });
  return recordProblem('caa-forbids-issuer', values, {
    // A CNAME record to the network leads to the network's own CAA records.
    who: at === networkDomain ? 'ops' : 'customer',
    create: add === undefined ? [] : [recordOf(add)],
    remove: remove.first.map(recordOf),
    replace: [],
    ...(remove.more > 0 ? { unlisted: [{ name: at, type: 'CAA', count: remove.more }] } : {}),
  });
}

/** Why records that name the authority do not let it issue. */
function conditionsIn(refusals: readonly CaaRefusal[]): {
  readonly parameters?: readonly string[];
  readonly isMisspelled?: true;
} {
  const parameters = refusals.flatMap((refusal) => {
    if (refusal.kind !== 'parameter') return [];
    const { tag, value } = refusal.parameter;
    return [legible(`${tag}=${value}`, MAX_PARAMETER)];
  });
  return {
    ...(parameters.length > 0 ? { parameters: [...new Set(parameters)] } : {}),
    ...(refusals.some(({ kind }) => kind === 'spelling') ? { isMisspelled: true } : {}),
  };
}

/** An authority that cannot look must take it for a no. */
function failureProblems({ at, failure, zone = at, servers = [] }: CaaFailure): Problem[] {
  const name = legible(zone);
  const blamed = servers.filter(({ isThere }) => isThere).map(serverAnswer);
  // Some resolvers know no more than addresses: then it is the zone's own servers that count.
  const own = blamed[0]?.reason;
  const reason = isOfResolvers(failure) ? own : legibleReason(failure.reason);
  if (reason === undefined) return [];
  if (isRegistrys(at)) return [problem('caa-registry-failure', { name: legible(at), reason })];
  if (failure.cause === 'dnssec') return [problem('dns-dnssec-broken', { name, ofCaa: true })];
  const told = blamed.length > 0 ? { servers: blamed } : {};
  return [problem('dns-server-failure', { name, reason, ofCaa: true, ...told })];
}

/** Whether it is a name below which people register theirs: `com`, `co.uk`. */
function isRegistrys(name: string): boolean {
  return getDomain(name, { extractHostname: false }) === null;
}
