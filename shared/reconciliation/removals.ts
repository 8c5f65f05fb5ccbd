import { inParallel } from '../async/in-parallel.ts';
import type { DomainName } from '../domain-name.ts';
import { type Multisite, nameOf } from '../multisite/client.ts';
import { MultisiteError } from '../multisite/failure.ts';

/** A domain that the listing did not have. */
export interface Missing {
  readonly domain: DomainName;
  /** The id that its record had, if that is known. */
  readonly domainId: number | null;
  /** The site that it was mapped to. */
  readonly siteId: number;
}

export interface Confirmed {
  readonly gone: number;
  /** How many nobody knows of, and why the last one could not be asked after. */
  readonly unknown: number;
  readonly reason: string | undefined;
}

/** Asked after at the same time; a multisite serves its visitors as well. */
const CONCURRENCY = 4;

/** After this number of failures the multisite is asked no more. */
const MOST_FAILURES = 5;

/**
 * Asks after each domain by itself, by its name and by its id, before it is taken for gone: a listing
 * may lack a domain that is there, since others were removed while it was read. Where such questions
 * are not answered, a second listing that agrees with the first does as well.
 *
 * @param remove is called for each that is gone, at once
 * @param listedAgain all domains, if the multisite has the same records as when it was listed
 */
export async function confirmRemovals(
  missing: readonly Missing[],
  multisite: Multisite,
  remove: (one: Missing) => Promise<boolean>,
  listedAgain: () => Promise<ReadonlyMap<DomainName, unknown> | undefined>,
  signal: AbortSignal,
): Promise<Confirmed> {
  let gone = 0;
  const unknown: Missing[] = [];
  let reason: string | undefined;
  await inParallel(missing, CONCURRENCY, async (one) => {
    if (unknown.length >= MOST_FAILURES) {
      unknown.push(one);
      return;
    }
    try {
      if ((await isGone(one, multisite, signal)) && (await remove(one))) gone += 1;
    } catch (error) {
      if (!(error instanceof MultisiteError)) throw error;
      unknown.push(one);
      reason = error.message;
    }
  });
  const listed = unknown.length > 0 ? await orUndefined(listedAgain) : undefined;
  if (!listed) return { gone, unknown: unknown.length, reason };
  for (const one of unknown) {
    if (!listed.has(one.domain) && (await remove(one))) gone += 1;
  }
  return { gone, unknown: 0, reason: undefined };
}

/** Undefined if the multisite fails. */
async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MultisiteError) return undefined;
    throw error;
  }
}

async function isGone(
  { domain, domainId }: Missing,
  multisite: Multisite,
  signal: AbortSignal,
): Promise<boolean> {
  if (await multisite.find(domain, signal)) return false;
  if (domainId === null) return true;
  const item = await multisite.get(domainId, signal);
  return item === undefined || nameOf(item) !== domain;
}
