import { type DomainName, isWildcard } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import type { CaaValue, Lookup, LookupFailure } from './answer.ts';
import { judgeCaa } from './caa-judgement.ts';
import { isOfResolvers } from './lookup-failure.ts';

/** The CAA records that hold for a domain, or what keeps them from being known. */
export type CaaSight =
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
): Promise<CaaSight> {
  const labels = (isWildcard(domain) ? domain.slice(2) : domain).split('.');
  for (let above = 0; above < labels.length; above++) {
    const at = labels.slice(above).join('.');
    const answer = await resolve(at, 'CAA', signal);
    if (answer.kind === 'failure') return { kind: 'failure', at, failure: answer };
    if (answer.kind === 'records') {
      return { kind: 'records', at: answer.aliases.at(-1) ?? at, values: answer.values };
    }
  }
  return { kind: 'none' };
}

/** What keeps `authority` from issuing a certificate for the domain. */
export function caaProblems(domain: DomainName, sight: CaaSight, authority: string): Problem[] {
  switch (sight.kind) {
    case 'none':
      return [];
    case 'failure':
      // Some resolvers know no more than addresses.
      return isOfResolvers(sight.failure) ? [] : [failureProblem(sight)];
    case 'records': {
      const judged = judgeCaa(sight.values, authority, isWildcard(domain));
      if (judged.allowed) return [];
      const { records, add, remove } = judged;
      return [
        problem('caa-forbids-issuer', {
          name: domain,
          at: legible(sight.at),
          records,
          authority,
          ...(add === undefined ? {} : { add }),
          ...(remove === undefined ? {} : { remove }),
        }),
      ];
    }
  }
}

/** An authority that cannot look must take it for a no. */
const NONE_ISSUED = 'without which no certificate is issued';

function failureProblem({ at, failure }: CaaSight & { kind: 'failure' }): Problem {
  const name = legible(at);
  return failure.cause === 'dnssec'
    ? problem('dns-dnssec-broken', { name, records: `CAA records, ${NONE_ISSUED}` })
    : problem('dns-server-failure', {
        name,
        reason: `${legible(failure.reason)} for its CAA records, ${NONE_ISSUED}`,
      });
}
