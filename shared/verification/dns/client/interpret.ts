import { phrase, type Reason } from '../../../problems/phrase.ts';
import type { Absence, LookupFailure, LookupResult, RecordType, RecordValues } from '../lookup.ts';
import { CODES, type DnsResponse } from './message.ts';
import { isOfType, type ResourceRecord } from './resource-record.ts';
import { isWithin } from './wire-name.ts';

/** More CNAME records than resolvers follow; also the limit for a server that answers with a circle. */
const MAX_CNAMES = 32;

/** The result in a resolver's response. */
export function fromResolver<Type extends RecordType>(
  response: DnsResponse,
  name: string,
  type: Type,
): LookupResult<RecordValues[Type]> {
  return failureIn(response) ?? answerIn(response, name, type);
}

/** Why a resolver's response is not an answer; undefined if it is one. */
export function failureIn(response: DnsResponse): LookupFailure | undefined {
  return refusalIn(response) ?? onlyReferral(response);
}

/** The result in the response of a server that the zone is delegated to. */
export function fromAuthority<Type extends RecordType>(
  response: DnsResponse,
  name: string,
  type: Type,
): LookupResult<RecordValues[Type]> {
  const refusal = refusalIn(response);
  if (response.code === CODES.REFUSED || response.code === CODES.NOTAUTH) {
    return lame(refusal?.reason ?? 'REFUSED');
  }
  if (refusal) return refusal;
  if (!response.authoritative) return lame(phrase('lookup.no-authority'));
  return answerIn(response, name, type);
}

/** The zone that has `name`, by a response to the question for its SOA record. */
export function zoneIn(response: DnsResponse, name: string): string | undefined {
  const own = response.answers.some((record) => record.type === 'SOA' && record.name === name);
  if (own) return name;
  // The SOA record in a response that follows a CNAME record is that of the target's zone.
  if (response.answers.some(({ type }) => type === 'CNAME')) return undefined;
  const soa = response.authority.find((one) => one.type === 'SOA' && isWithin(name, one.name));
  return soa?.name;
}

function refusalIn({ code }: DnsResponse): LookupFailure | undefined {
  if (code === CODES.NOERROR || code === CODES.NXDOMAIN) return undefined;
  const named = Object.entries(CODES).find(([, one]) => one === code);
  const reason = named?.[0] ?? phrase('lookup.response-code', { code });
  return { kind: 'failure', cause: code === CODES.SERVFAIL ? 'broken' : 'refused', reason };
}

/** The failure of a server that only refers to others: it serves its own zones and looks nothing up. */
function onlyReferral(response: DnsResponse): LookupFailure | undefined {
  const { code, answers, authority, authoritative, recursionAvailable } = response;
  const refers =
    code === CODES.NOERROR &&
    answers.length === 0 &&
    !authoritative &&
    !recursionAvailable &&
    authority.some(({ type }) => type === 'NS') &&
    !authority.some(({ type }) => type === 'SOA');
  if (!refers) return undefined;
  return { kind: 'failure', cause: 'refused', reason: phrase('lookup.only-referral') };
}

/**
 * Reads the records that were asked for, or where the name leads, and nothing else: a response may hold
 * anything besides.
 */
function answerIn<Type extends RecordType>(
  response: DnsResponse,
  name: string,
  type: Type,
): LookupResult<RecordValues[Type]> {
  const way = type === 'CNAME' ? [] : cnamesFrom(response.answers, name);
  const cnames = way.map(({ value }) => value);
  const last = cnames.at(-1) ?? name;
  const ttls = way.map(({ ttlSeconds }) => ttlSeconds);
  if (response.code === CODES.NXDOMAIN)
    return { kind: 'no-name', cnames, ...absence(response, last, ttls) };

  const found = response.answers
    .filter((record) => isOfType(record, type))
    .filter((record) => record.name === last);
  if (found.length === 0) return { kind: 'no-data', cnames, ...absence(response, last, ttls) };
  const steps = [...ttls, Math.min(...found.map(({ ttlSeconds }) => ttlSeconds))];
  return {
    kind: 'records',
    values: distinct(found.map(({ value }) => value)),
    ttlSeconds: Math.min(...steps),
    ...(way.length > 0 ? { steps } : {}),
    cnames,
  };
}

/** The CNAME records in order; one that leads back to an earlier name is the last. */
function cnamesFrom(
  answers: readonly ResourceRecord[],
  name: string,
): readonly ResourceRecord<'CNAME'>[] {
  const byOwner = new Map<string, ResourceRecord<'CNAME'>>();
  for (const record of answers) {
    if (isOfType(record, 'CNAME') && !byOwner.has(record.name)) byOwner.set(record.name, record);
  }
  const way: ResourceRecord<'CNAME'>[] = [];
  for (let at = byOwner.get(name); at && way.length < MAX_CNAMES; at = byOwner.get(at.value)) {
    byOwner.delete(at.name);
    way.push(at);
  }
  return way;
}

/** From the SOA record of the name's zone (RFC 2308, 5). */
function absence(
  response: DnsResponse,
  name: string,
  ttls: readonly number[],
): Omit<Absence, 'cnames'> {
  const soa = response.authority.find((one) => one.type === 'SOA' && isWithin(name, one.name));
  if (!soa) return {};
  const { name: zone, ttlSeconds } = soa;
  return { zone, ttlSeconds, ...(ttls.length > 0 ? { steps: [...ttls, ttlSeconds] } : {}) };
}

/** Sorted, since servers rotate their answers, which changes nothing. */
function distinct<Value>(values: readonly Value[]): Value[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}

function lame(reason: Reason): LookupFailure {
  return { kind: 'failure', cause: 'lame', reason };
}
