import * as v from 'valibot';
import type { DomainName } from '../domain-name.ts';
import { CERTIFICATE_REQUEST_MS } from '../lifecycle/rest.ts';
import type { Closte } from './client.ts';
import { ClosteError } from './failure.ts';

/** Keeps one value, as JSON, for all who work for this network. */
export interface Memory {
  /** What was written last, perhaps by another version; undefined if nothing was. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/**
 * The endpoint that answered a certificate request, or null if none did, and when; then also the one that
 * answered before that. After a failure, none is asked before a time of its own.
 */
const knownEndpoint = v.object({
  path: v.nullable(v.string()),
  askedAt: v.number(),
  answeredBefore: v.exactOptional(v.string()),
  notBefore: v.exactOptional(v.number()),
});

type KnownEndpoint = v.InferOutput<typeof knownEndpoint>;

/** One that has answered may do so again soon, and what failed may be over soon. */
const ASK_AGAIN_AFTER_MS = 60 * 60_000;

/**
 * Asks Closte for a domain's certificate. Which endpoint answers is a fact about Closte, so it is
 * remembered for the whole network. That none does is remembered for an hour if one has answered before,
 * and else for a day, in which none is asked. A failure is remembered for an hour as well, or for as long as
 * Closte asks to wait: otherwise each domain would find out anew, at an endpoint that refuses the key, or never answers.
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
  // What is still to come, a clock that was ahead has remembered.
  const isOfWrongClock = known !== undefined && known.askedAt > now() + CLOCKS_DIFFER_MS;
  if (known?.notBefore !== undefined && !isOfWrongClock) {
    if (now() < known.notBefore) return 'failed';
  } else if (known?.path === null && !isOfWrongClock) {
    const pauseMs = answeredBefore === undefined ? CERTIFICATE_REQUEST_MS : ASK_AGAIN_AFTER_MS;
    if (now() < known.askedAt + pauseMs) return unanswered;
  }

  const before = answeredBefore === undefined ? {} : { answeredBefore };
  const remember = (endpoint: KnownEndpoint) => memory.write(endpoint);
  try {
    const path = await closte.requestCertificate(domain, answeredBefore, signal);
    if (path === undefined) {
      await remember({ path: null, askedAt: now(), ...before });
      return unanswered;
    }
    if (path !== known?.path) await remember({ path, askedAt: now() });
    return 'asked';
  } catch (error) {
    if (error instanceof ClosteError) {
      const waitMs = Math.max(error.retryAfterMs ?? 0, ASK_AGAIN_AFTER_MS);
      await remember({ path: null, askedAt: now(), ...before, notBefore: now() + waitMs });
    }
    throw error;
  }
}

/** The clocks of two machines differ by less. */
const CLOCKS_DIFFER_MS = 60_000;

/** What cannot be understood is found out anew. */
function readKnown(remembered: unknown): KnownEndpoint | undefined {
  const result = v.safeParse(knownEndpoint, remembered);
  return result.success ? result.output : undefined;
}
