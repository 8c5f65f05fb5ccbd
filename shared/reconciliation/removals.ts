import type { DomainName } from '../domain-name.ts';
import { inParallel } from '../in-parallel.ts';
import { type Multisite, nameOf } from '../multisite/client.ts';
import { MultisiteError } from '../multisite/failure.ts';

/** A domain that the listing did not have. */
export interface Missing {
  readonly domain: DomainName;
  /** The id that its record had, if that is known. */
  readonly domainId: number | null;
}

export interface Confirmed {
  readonly gone: number;
  /** How many could not be asked after, and why the last one could not. */
  readonly unknown: number;
  readonly reason: string | undefined;
}

/** Asked after at the same time; a multisite serves its visitors as well. */
const CONCURRENCY = 4;

/** A multisite that fails so often is not asked on. */
const MOST_FAILURES = 5;

/**
 * Asks after each domain by itself, by its name and by its id, before it is taken for gone: a listing
 * may lack a domain that is there, since others were removed while it was read.
 *
 * @param remove is called for each that is gone, at once
 */
export async function confirmRemovals(
  missing: readonly Missing[],
  multisite: Multisite,
  remove: (domain: DomainName) => Promise<boolean>,
  signal: AbortSignal,
): Promise<Confirmed> {
  let gone = 0;
  let unknown = 0;
  let reason: string | undefined;
  await inParallel(missing, CONCURRENCY, async (one) => {
    if (unknown >= MOST_FAILURES) {
      unknown += 1;
      return;
    }
    try {
      if ((await isGone(one, multisite, signal)) && (await remove(one.domain))) gone += 1;
    } catch (error) {
      if (!(error instanceof MultisiteError)) throw error;
      unknown += 1;
      reason = error.message;
    }
  });
  return { gone, unknown, reason };
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
