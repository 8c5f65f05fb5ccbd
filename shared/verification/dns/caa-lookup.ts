import { withTimeoutOr } from '../../async/time-limit.ts';
import { type DomainName, isWildcard } from '../../domain-name.ts';
import { MAX_SERVERS } from './check-context.ts';
import type { CaaValue, Dns, DnsServer, LookupFailure, LookupResult } from './lookup.ts';

/** The CAA records that hold for a domain, or what keeps them from being known. */
export type CaaLookup =
  /** `at` is the name that has them. */
  | { readonly kind: 'records'; readonly at: string; readonly values: readonly CaaValue[] }
  | { readonly kind: 'none' }
  | CaaFailure;

export interface CaaFailure {
  readonly kind: 'failure';
  readonly at: string;
  readonly failure: LookupFailure;
  /** The zone that the name is in, and what its own servers say, if they could be asked. */
  readonly zone?: string;
  readonly servers?: readonly OwnAnswer[];
}

/** What one of the zone's own servers says. */
export interface OwnAnswer {
  readonly title: string;
  readonly answer: CaaResult;
  /** Whether it answers for other records: else it may be us who cannot reach it. */
  readonly isThere: boolean;
}

type CaaResult = LookupResult<CaaValue>;
type CaaAnswer = Exclude<CaaResult, LookupFailure>;

/** Whoever answers for a name has long done so, and the zone's own servers take as long again. */
const PATIENCE_MS = 2000;
/** One zone that does not answer is enough to know of, and a hostile name has 127 labels. */
const MOST_ZONES_ASKED = 3;

/**
 * Climbs from the domain, for a wildcard from the name below its asterisk, towards the root, until a
 * name has CAA records (RFC 8659, 3). A name's CNAME records are followed, the names above where they
 * lead are not climbed. Where the resolver does not say, the zone's own servers do: it may give up on
 * servers that answer every question but this one.
 */
export async function climbToCaa(
  domain: DomainName,
  dns: Dns,
  signal: AbortSignal,
): Promise<CaaLookup> {
  const labels = (isWildcard(domain) ? domain.slice(2) : domain).split('.');
  const askOwn = zoneAsker(dns, signal);
  for (let above = 0; above < labels.length; above++) {
    const at = labels.slice(above).join('.');
    const answer = await answerFor(at, dns, askOwn, signal);
    if (answer.kind === 'failure') return answer;
    if (answer.kind === 'records') {
      return { kind: 'records', at: answer.cnames.at(-1) ?? at, values: answer.values };
    }
  }
  return { kind: 'none' };
}

/** What the zone's own servers say together, or what each of them does where none does. */
type OwnWord = CaaAnswer | Omit<CaaFailure, 'failure'>;
type AskOwn = (name: string) => Promise<OwnWord>;

/** Where they only lead on, to a zone that does not answer, that one's servers are asked. */
function zoneAsker(dns: Dns, signal: AbortSignal): AskOwn {
  let zonesLeft = MOST_ZONES_ASKED;
  return async function askOwn(name): Promise<OwnWord> {
    const unknown = { kind: 'failure', at: name } as const;
    // Nobody here could ask a registry to mend its zone.
    if (!name.includes('.') || zonesLeft === 0) return unknown;
    zonesLeft--;
    const { zone, servers } = await dns.authorities(name, signal);
    const answers = await Promise.all(
      servers.slice(0, MAX_SERVERS).map((server) => askServer(server, name, signal)),
    );
    const answer = answers.map((one) => one.answer).find(isAnswer);
    if (answer === undefined) {
      return { ...unknown, ...(zone === undefined ? {} : { zone }), servers: answers };
    }
    const target = answer.kind === 'no-data' ? answer.cnames.at(-1) : undefined;
    return target === undefined || target === name ? answer : askOwn(target);
  };
}

async function askServer(
  { title, lookup }: DnsServer,
  name: string,
  signal: AbortSignal,
): Promise<OwnAnswer> {
  // At the same time: a server that has been silent is not asked again.
  const [answer, address] = await Promise.all([
    lookup(name, 'CAA', signal),
    lookup(name, 'A', signal),
  ]);
  return { title, answer, isThere: address.kind !== 'failure' };
}

async function answerFor(
  at: string,
  dns: Dns,
  askOwn: AskOwn,
  signal: AbortSignal,
): Promise<CaaAnswer | CaaFailure> {
  const answered = dns.resolve(at, 'CAA', signal);
  const early = await withTimeoutOr(PATIENCE_MS, () => answered, undefined, signal);
  if (early && isAnswer(early)) return early;
  // Whoever signs wrongly does answer.
  if (early?.cause === 'dnssec') return { kind: 'failure', at, failure: early };
  const [own, late] = await Promise.all([askOwn(at), answered]);
  if (isAnswer(late)) return late;
  return own.kind === 'failure' ? { ...own, failure: late } : own;
}

function isAnswer(result: CaaResult): result is CaaAnswer {
  return result.kind !== 'failure';
}
