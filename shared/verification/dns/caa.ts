import { getDomain } from 'tldts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import { type Problem, problem, recordProblem } from '../../problems/catalogue.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import { type Fix, fixBy, type RecordChange } from '../../problems/fix.ts';
import { legible } from '../../problems/legible.ts';
import { legibleReason } from '../../problems/phrase.ts';
import { type CaaJudgement, judgeCaa } from './caa-judgement.ts';
import type { CaaFailure, CaaLookup } from './caa-lookup.ts';
import type { CaaRefusal } from './caa-refusal.ts';
import { isWithin } from './client/wire-name.ts';
import { isOfResolvers, serverAnswer } from './lookup-failure.ts';

const MAX_PARAMETER = 120;

/** How a domain leads to the network, and how it could. */
export interface Pointing {
  readonly networkDomain?: string | undefined;
  /** The target of the domain's own CNAME record, if it has one. */
  readonly cname?: string | undefined;
  /** Records that would do in place of the CNAME record. */
  readonly wanted?: readonly DnsRecord[];
  /** The zone that has the domain; undefined if it is not known. */
  readonly zone?: string | undefined;
}

/** The problems that keep `authority` from issuing a certificate for the domain. */
export function caaProblems(
  domain: DomainName,
  found: CaaLookup,
  authority: string,
  pointing: Pointing = {},
): Problem[] {
  switch (found.kind) {
    case 'none':
      return [];
    case 'failure':
      return failureProblems(found, authority);
    case 'records': {
      const judged = judgeCaa(found.values, authority, isWildcard(domain));
      if (judged.allowed) return [];
      return [forbiddenProblem(domain, legible(found.at), authority, judged, pointing)];
    }
  }
}

type Forbidding = Extract<CaaJudgement, { allowed: false }>;

function forbiddenProblem(
  domain: DomainName,
  at: string,
  authority: string,
  judged: Forbidding,
  pointing: Pointing,
): Problem {
  const { records, refusals } = judged;
  const values = {
    name: domain,
    at,
    authority,
    records: records.first,
    ...(records.more > 0 ? { moreRecords: records.more } : {}),
    ...conditionsIn(refusals),
  };
  const { unlisted, ...change } = changeAt(at, judged);
  const more = unlisted ? { unlisted } : {};
  // A CNAME record to the network leads to the network's own CAA records.
  if (at === pointing.networkDomain) {
    return recordProblem('caa-forbids-issuer', values, { who: 'ops', ...change, ...more });
  }
  const here: Fix = { who: 'customer', ...change, ...more };
  const own = ownCaaName(domain, at, pointing);
  if (own !== undefined) {
    // Its CAA records take the place of those above.
    const create = [issueRecord(own, authority)];
    return recordProblem('caa-forbids-issuer', values, { ...fixBy('customer'), create });
  }
  if (isOfSameOwner(at, domain)) return recordProblem('caa-forbids-issuer', values, here);
  const around = wayAround(domain, pointing);
  return around
    ? recordProblem('caa-forbids-issuer', values, { ...here, ...around, orElse: change })
    : recordProblem('caa-forbids-issuer', { ...values, ofStranger: true }, here);
}

function changeAt(at: string, { add, remove }: Forbidding): RecordChange & Pick<Fix, 'unlisted'> {
  const recordOf = (value: string): DnsRecord => ({ name: at, type: 'CAA', value });
  return {
    create: add === undefined ? [] : [recordOf(add)],
    remove: remove.first.map(recordOf),
    replace: [],
    ...(remove.more > 0 ? { unlisted: [{ name: at, type: 'CAA', count: remove.more }] } : {}),
  };
}

/**
 * The name that can have CAA records of its own, if those of `at` are in a zone above the domain's, which
 * often is somebody else's.
 */
function ownCaaName(domain: DomainName, at: string, { zone, cname }: Pointing): string | undefined {
  if (zone === undefined || zone === at || !isWithin(zone, at)) return undefined;
  const name = isWildcard(domain) ? domain.slice(2) : domain;
  if (!isWithin(name, zone)) return undefined;
  // No record can stand beside a CNAME record.
  return cname === undefined ? name : zone;
}

function issueRecord(name: string, authority: string): DnsRecord {
  return { name, type: 'CAA', value: `0 issue "${authority}"` };
}

/** Whether the domain's owner also owns that name, as far as names show. */
function isOfSameOwner(name: string, domain: DomainName): boolean {
  const registered = getDomain(name, { extractHostname: false, allowPrivateDomains: true });
  return isWithin(domain, registered ?? name);
}

/** Removing the CNAME record, which leads to somebody else's CAA records, makes the domain's own count. */
function wayAround(domain: DomainName, { cname, wanted = [] }: Pointing): RecordChange | undefined {
  const addresses = wanted.filter(({ type }) => type !== 'CNAME');
  if (cname === undefined || addresses.length === 0) return undefined;
  return {
    create: addresses,
    remove: [{ name: domain, type: 'CNAME', value: cname }],
    replace: [],
  };
}

/** The conditions under which records that name the authority do not let it issue. */
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

/** If an authority cannot look the records up, it must not issue. */
function failureProblems(found: CaaFailure, authority: string): Problem[] {
  const { at, failure, zone, servers = [], isDead, below } = found;
  // Its zone may or may not have been found in time.
  const name = legible((isDead ? undefined : zone) ?? at);
  const blamed = servers.filter(({ isThere }) => isThere).map(serverAnswer);
  // Some resolvers only look up addresses; then the answers of the zone's own servers count.
  const own = blamed[0]?.reason;
  const said = legibleReason(failure.reason);
  const reason = isOfResolvers(failure) ? (own ?? (isDead ? said : undefined)) : said;
  if (reason === undefined) return [];
  if (isRegistrys(at)) return [problem('caa-registry-failure', { name: legible(at), reason })];
  if (failure.cause === 'dnssec') {
    const told = zone === undefined ? {} : { zone: name };
    return [problem('dns-dnssec-broken', { name: legible(at), ...told, ofCaa: true })];
  }
  const told = blamed.length > 0 ? { servers: blamed } : {};
  const instead = below === undefined ? {} : { instead: issueRecord(below, authority) };
  return [problem('dns-server-failure', { name, reason, ofCaa: true, ...told, ...instead })];
}

/** Whether people register names below this one: `com`, `co.uk`. */
function isRegistrys(name: string): boolean {
  return getDomain(name, { extractHostname: false }) === null;
}
