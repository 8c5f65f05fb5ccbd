import * as v from 'valibot';
import type { DomainName } from '../domain-name.ts';
import { CERTIFICATE_REQUEST_MS } from '../lifecycle/rest.ts';
import type { Closte } from './client.ts';

/** Keeps one value, as JSON, for all who work for this network. */
export interface Memory {
  /** What was written last, perhaps by another version; undefined if nothing was. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/**
 * The endpoint that answered a certificate request, or null if none did, and when; then also the one that
 * answered before that.
 */
const knownEndpoint = v.object({
  path: v.nullable(v.string()),
  askedAt: v.number(),
  answeredBefore: v.exactOptional(v.string()),
});

type KnownEndpoint = v.InferOutput<typeof knownEndpoint>;

/** One that has answered may do so again soon. */
const ASK_AGAIN_AFTER_MS = 60 * 60_000;

/**
 * Asks Closte for a domain's certificate. Which endpoint answers is a fact about Closte, so it is
 * remembered for the whole network. That none does is remembered for an hour if one has answered before,
 * and else for a day, in which none is asked.
 *
 * @param now milliseconds since the epoch
 * @returns `failed` if none answers now that has answered before
 * @throws {ClosteError}
 */
export async function requestCertificate(
  closte: Closte,
  domain: DomainName,
  memory: Memory,
  now: () => number,
  signal: AbortSignal,
): Promise<'asked' | 'failed'> {
  const known = readKnown(await memory.read());
  const answeredBefore = known?.path ?? known?.answeredBefore;
  const unanswered = answeredBefore === undefined ? 'asked' : 'failed';
  const pauseMs = answeredBefore === undefined ? CERTIFICATE_REQUEST_MS : ASK_AGAIN_AFTER_MS;
  if (known?.path === null && now() < known.askedAt + pauseMs) return unanswered;

  const path = await closte.requestCertificate(domain, answeredBefore, signal);
  if (path !== undefined && path === known?.path) return 'asked';
  const before = path === undefined && answeredBefore !== undefined ? { answeredBefore } : {};
  const endpoint: KnownEndpoint = { path: path ?? null, askedAt: now(), ...before };
  await memory.write(endpoint);
  return path === undefined ? unanswered : 'asked';
}

/** What cannot be understood is found out anew. */
function readKnown(remembered: unknown): KnownEndpoint | undefined {
  const result = v.safeParse(knownEndpoint, remembered);
  return result.success ? result.output : undefined;
}
