import * as v from 'valibot';
import type { DomainName } from '../domain-name.ts';
import { CLOCKS_DIFFER_MS } from '../lifecycle/lately.ts';
import { CERTIFICATE_REQUEST_MS } from '../lifecycle/rest.ts';
import type { Closte } from './client.ts';
import { ClosteError } from './failure.ts';

/** Keeps one value, as JSON, for all instances that work for this network. */
export interface Memory {
  /** The value written last, perhaps by another version; undefined if there is none. */
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

/**
 * The endpoint that answered a certificate request, or null if none did, and the time of the request; and,
 * if none did, the endpoint that answered before. After a failure, no endpoint is asked before `notBefore`.
 * Times are milliseconds since the epoch.
 */
const knownEndpoint = v.object({
  path: v.nullable(v.string()),
  askedAt: v.number(),
  answeredBefore: v.exactOptional(v.string()),
  notBefore: v.exactOptional(v.number()),
});

type KnownEndpoint = v.InferOutput<typeof knownEndpoint>;

/** An endpoint that has answered before may soon answer again, and a failure may soon be over. */
const ASK_AGAIN_AFTER_MS = 60 * 60_000;

/**
 * Asks Closte for a domain's certificate. The endpoint that answers is a fact about Closte, so it is
 * remembered for the whole network. If none answers, none is asked for an hour if one has answered before,
 * and otherwise for a day. A failure is remembered for an hour, or for as long as Closte asks to wait:
 * otherwise each domain would retry, at an endpoint that refuses the key or never answers.
 *
 * @param now milliseconds since the epoch
 * @returns `failed` if none answers now, although one has answered before
 * @throws {ClosteError} if Closte refuses the key, limits the rate, or cannot be reached
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
  // A time in the future was written by a clock that was ahead.
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

/** Undefined if the memory cannot be understood: the endpoint is then found out again. */
function readKnown(remembered: unknown): KnownEndpoint | undefined {
  const result = v.safeParse(knownEndpoint, remembered);
  return result.success ? result.output : undefined;
}
