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

/** The endpoint that answered a certificate request, or null if none did, and when. */
const knownEndpoint = v.object({ path: v.nullable(v.string()), askedAt: v.number() });

type KnownEndpoint = v.InferOutput<typeof knownEndpoint>;

/**
 * Asks Closte for a domain's certificate. Which endpoint answers is a fact about Closte, so it is
 * remembered for the whole network; that none does is remembered for a day, in which none is asked.
 *
 * @param now milliseconds since the epoch
 * @throws {ClosteError}
 */
export async function requestCertificate(
  closte: Closte,
  domain: DomainName,
  memory: Memory,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const known = readKnown(await memory.read());
  const noneAnswered = known?.path === null && now() < known.askedAt + CERTIFICATE_REQUEST_MS;
  if (noneAnswered) return;

  const path = await closte.requestCertificate(domain, known?.path ?? undefined, signal);
  if (path !== undefined && path === known?.path) return;
  const endpoint: KnownEndpoint = { path: path ?? null, askedAt: now() };
  await memory.write(endpoint);
}

/** What cannot be understood is found out anew. */
function readKnown(remembered: unknown): KnownEndpoint | undefined {
  const result = v.safeParse(knownEndpoint, remembered);
  return result.success ? result.output : undefined;
}
