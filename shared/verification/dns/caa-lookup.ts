import { withTimeoutOr } from '../../async/time-limit.ts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import { MAX_SERVERS } from './check-context.ts';
import type { CaaValue, Dns, DnsServer, LookupFailure, LookupResult } from './lookup.ts';

/** The CAA records that apply to a domain, or the reason why they are not known. */
export type CaaLookup =
  /** The name that has the records is `at`. */
  | { readonly kind: 'records'; readonly at: string; readonly values: readonly CaaValue[] }
  | { readonly kind: 'none' }
  | CaaFailure;

/** A name whose CAA records could not be looked up, and why. */
export interface CaaFailure {
  readonly kind: 'failure';
  readonly at: string;
  readonly failure: LookupFailure;
  /** The zone that has the name, and the answers of its own servers, if these could be asked. */
  readonly zone?: string;
  readonly servers?: readonly OwnAnswer[];
  /** Set if a CNAME record leads to the name, and no server of its zone can be found or answers. */
  readonly isDead?: true;
  /** The lowest name on the way that answers, and can have CAA records of its own. */
  readonly below?: string;
}

/** The answer of one of the zone's own servers. */
export interface OwnAnswer {
  readonly title: string;
  readonly answer: CaaResult;
  /** Whether the server answers for other records. If not, perhaps only we cannot reach it. */
  readonly isThere: boolean;
}

export type CaaResult = LookupResult<CaaValue>;
export type AskForCaa = (at: string) => Promise<CaaResult>;

type CaaAnswer = Exclude<CaaResult, LookupFailure>;

/** By then a server that answers at all has answered. Asking the zone's own servers takes as long again. */
const PATIENCE_MS = 2000;
/** One zone that does not answer is enough to know, and a hostile name has 127 labels. */
const MOST_ZONES_ASKED = 3;

/**
 * Climbs from the domain (for a wildcard, from the name below its asterisk) towards the root, until a name
 * has CAA records (RFC 8659, 3). A name's CNAME records are followed, but the names above their target are
 * not climbed. If the resolver gives no answer, the zone's own servers are asked: the resolver may give up
 * on servers that answer every question but this one.
 *
 * @param ask asks for the records of a name; by default it asks the resolver
 */
export async function climbToCaa(
  domain: DomainName,
  dns: Dns,
  signal: AbortSignal,
  ask: AskForCaa = (at) => dns.resolve(at, 'CAA', signal),
): Promise<CaaLookup> {
  const labels = (isWildcard(domain) ? domain.slice(2) : domain).split('.');
  const askOwn = zoneAsker(dns, signal);
  let below: string | undefined;
  for (let above = 0; above < labels.length; above++) {
    const at = labels.slice(above).join('.');
    const answer = await answerFor(at, dns, ask, askOwn, signal);
    if (answer.kind === 'failure') return below === undefined ? answer : { ...answer, below };
    if (answer.kind === 'records') {
      return { kind: 'records', at: answer.cnames.at(-1) ?? at, values: answer.values };
    }
    if (answer.cnames.length === 0) below ??= at;
  }
  return { kind: 'none' };
}

/** The common answer of the zone's own servers, or the answer of each if there is none in common. */
type OwnWord = CaaAnswer | Omit<CaaFailure, 'failure'>;
type AskOwn = (name: string, isTarget?: boolean) => Promise<OwnWord>;

/** If these servers only refer to another zone that does not answer, that zone's servers are asked. */
function zoneAsker(dns: Dns, signal: AbortSignal): AskOwn {
  let zonesLeft = MOST_ZONES_ASKED;
  return async function askOwn(name, isTarget = false): Promise<OwnWord> {
    const unknown = { kind: 'failure', at: name } as const;
    // Nobody here could ask a registry to repair its zone.
    if (!name.includes('.') || zonesLeft === 0) return unknown;
    zonesLeft--;
    const { zone, servers } = await dns.authorities(name, signal);
    const answers = await Promise.all(
      servers.slice(0, MAX_SERVERS).map((server) => askServer(server, name, signal)),
    );
    const answer = answers.map((one) => one.answer).find(isAnswer);
    if (answer === undefined) {
      const isDead = isTarget && !answers.some(({ isThere }) => isThere);
      return {
        ...unknown,
        ...(zone === undefined ? {} : { zone }),
        servers: answers,
        ...(isDead ? { isDead } : {}),
      };
    }
    const target = answer.kind === 'no-data' ? answer.cnames.at(-1) : undefined;
    return target === undefined || target === name ? answer : askOwn(target, true);
  };
}

async function askServer(
  { title, lookup }: DnsServer,
  name: string,
  signal: AbortSignal,
): Promise<OwnAnswer> {
  // Both at the same time, since a server that has been silent is not asked again.
  const [answer, address] = await Promise.all([
    lookup(name, 'CAA', signal),
    lookup(name, 'A', signal),
  ]);
  return { title, answer, isThere: address.kind !== 'failure' };
}

async function answerFor(
  at: string,
  dns: Dns,
  ask: AskForCaa,
  askOwn: AskOwn,
  signal: AbortSignal,
): Promise<CaaAnswer | CaaFailure> {
  const answered = ask(at);
  const early = await withTimeoutOr(PATIENCE_MS, () => answered, undefined, signal);
  if (early && isAnswer(early)) return early;
  // If only the signatures are wrong, the zone's own servers answer, and need not be asked.
  if (early?.cause === 'dnssec') {
    const { zone } = await dns.authorities(at, signal);
    return { kind: 'failure', at, failure: early, ...(zone === undefined ? {} : { zone }) };
  }
  const [own, late] = await Promise.all([askOwn(at), answered]);
  if (isAnswer(late)) return late;
  return own.kind === 'failure' ? { ...own, failure: late } : own;
}

function isAnswer(result: CaaResult): result is CaaAnswer {
  return result.kind !== 'failure';
}
