import { type DomainName, isWildcard } from '../../domain-name.ts';
import { type Problem, problem, recordProblem } from '../../problems/catalogue.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import { legible } from '../../problems/legible.ts';
import { legibleReason } from '../../problems/phrase.ts';
import { type CaaJudgement, judgeCaa } from './caa-judgement.ts';
import type { CaaRefusal } from './caa-refusal.ts';
import type { CaaValue, Lookup, LookupFailure } from './lookup.ts';
import { isOfResolvers } from './lookup-failure.ts';

const MAX_PARAMETER = 120;

/** The CAA records that hold for a domain, or what keeps them from being known. */
export type CaaLookup =
  /** `at` is the name that has them. */
  | { readonly kind: 'records'; readonly at: string; readonly values: readonly CaaValue[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'failure'; readonly at: string; readonly failure: LookupFailure };

/**
 * Climbs from the domain, for a wildcard from the name below its asterisk, towards the root, until a
 * name has CAA records (RFC 8659, 3). A name's CNAME records are followed, the names above where they
 * lead are not climbed.
 */
export async function climbToCaa(
  domain: DomainName,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<CaaLookup> {
  const labels = (isWildcard(domain) ? domain.slice(2) : domain).split('.');
  for (let above = 0; above < labels.length; above++) {
    const at = labels.slice(above).join('.');
    const answer = await resolve(at, 'CAA', signal);
    if (answer.kind === 'failure') return { kind: 'failure', at, failure: answer };
    if (answer.kind === 'records') {
      return { kind: 'records', at: answer.cnames.at(-1) ?? at, values: answer.values };
    }
  }
  return { kind: 'none' };
}

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
      // Some resolvers know no more than addresses.
      return isOfResolvers(found.failure) ? [] : [failureProblem(found)];
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
function failureProblem({ at, failure }: CaaLookup & { kind: 'failure' }): Problem {
  const name = legible(at);
  return failure.cause === 'dnssec'
    ? problem('dns-dnssec-broken', { name, ofCaa: true })
    : problem('dns-server-failure', { name, reason: legibleReason(failure.reason), ofCaa: true });
}
