import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { inParallel } from '../async/in-parallel.ts';
import type { DomainName } from '../domain-name.ts';
import { recordAcceptance, recordRefusal } from '../engine/multisite-refusal.ts';
import { isOwnDomain } from '../engine/own-domain.ts';
import { waitsFalsely } from '../lifecycle/false-wait.ts';
import { dueNow, recordWish } from '../lifecycle/intent.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import type { Wish } from '../lifecycle/wish.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import { nameOf } from '../multisite/client.ts';
import { type DomainItem, stageOf } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { Damaged } from '../store/damage.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Store } from '../store/store.ts';
import { type Difference, differenceOf, FEW, isMissed, isTooMany, MOST } from './difference.ts';
import { type Asking, agree, listDomains, type MultisiteListing } from './listing.ts';
import { confirmRemovals, type Missing } from './removals.ts';

/** What it takes to reconcile. */
export interface Reconciling extends Asking {
  readonly store: Store;
  readonly log: Logger;
  /** Whether names such as `shop.test` can be mapped. */
  readonly allowSpecialUse: boolean;
  /** The network's own domain as it is set, beside what events tell of it. */
  readonly networkDomain?: string | undefined;
}

export interface ReconciliationOptions {
  /** Only say what would be done. */
  readonly dryRun: boolean;
  /** Unmap more domains at once than seems sane. */
  readonly force: boolean;
}

/** What came of it, or would, in numbers of domains. */
export interface Reconciliation {
  /** Domain records in the multisite. */
  readonly multisite: number;
  /** Domains that were mapped here before. */
  readonly stored: number;
  readonly mapped: number;
  readonly unmapped: number;
  /** Records whose domain cannot be mapped, if there are any. */
  readonly skipped?: number;
  /** Why some or all that is missing there was not unmapped, if there is such. */
  readonly refused?: string;
  /** All that would be mapped and unmapped, in the order of the alphabet, where that is all that is asked. */
  readonly domains?: {
    readonly mapped: readonly DomainName[];
    readonly unmapped: readonly DomainName[];
  };
}

/** Domains that are recorded at the same time. */
const CONCURRENCY = 16;

/** How many domains of a kind are named in the log. */
const NAMED = 20;

/**
 * Compares the multisite's domain records with the store, and records what no event has told: as an
 * event would, that occurred when the listing was begun, so that whatever is newer wins. What follows
 * from it is due, and the sweep does it.
 *
 * @throws {MultisiteError} if the multisite does not tell its domains
 */
export async function reconcile(
  reconciling: Reconciling,
  { dryRun, force }: ReconciliationOptions,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const { multisite, log } = reconciling;
  const listing = await listedBy(reconciling, signal);
  const comparison = await compare(reconciling, listing);
  const { stored, missing } = comparison;
  const record = recorder(reconciling, listing, dryRun);
  if (!dryRun) await endFalseWaits(reconciling, comparison.falselyWaiting);

  const mapped: DomainName[] = [];
  const unmapped: DomainName[] = [];
  await inParallel(comparison.different, CONCURRENCY, async ([domain, item]) => {
    signal.throwIfAborted();
    if ((await record.listed(domain, item)) === 'mapping') mapped.push(domain);
  });

  const listedAgain = async () => {
    const again = await listDomains(reconciling, signal);
    return agree(listing, again) ? again.items : undefined;
  };
  const remove = async (one: Missing) => {
    const isUnmapped = await record.gone(one);
    if (isUnmapped) unmapped.push(one.domain);
    return isUnmapped;
  };
  const objection = objectionTo(missing, stored, listing, force);
  const removed = objection
    ? { gone: 0, unknown: missing.length, reason: objection }
    : await confirmRemovals(missing, multisite, remove, listedAgain, signal);
  const { unknown, reason = 'the multisite failed' } = removed;

  const result: Reconciliation = {
    multisite: listing.ids.size,
    stored,
    mapped: mapped.length,
    unmapped: removed.gone,
    ...(comparison.skipped.length > 0 && { skipped: comparison.skipped.length }),
    ...(unknown > 0 && { refused: `${unknown} missing there are not unmapped: ${reason}` }),
    ...(dryRun && { domains: { mapped: mapped.sort(), unmapped: unmapped.sort() } }),
  };
  tell(log, result, listing, comparison.skipped, dryRun);
  return result;
}

/** The listing; whether the multisite takes the credentials is remembered. */
async function listedBy(reconciling: Reconciling, signal: AbortSignal): Promise<MultisiteListing> {
  try {
    const listing = await listDomains(reconciling, signal);
    await recordAcceptance(reconciling, await reconciling.store.readSettings());
    return listing;
  } catch (error) {
    if (error instanceof MultisiteError && error.kind === 'unauthorized') {
      await recordRefusal(reconciling, error.message, reconciling.now());
    }
    throw error;
  }
}

/** The multisite's record of a domain that can be mapped. */
type MappableItem = DomainItem & { readonly siteId: number };

interface Comparison {
  /** Mapped domains in the store. */
  readonly stored: number;
  readonly different: ReadonlyMap<DomainName, MappableItem>;
  readonly missing: readonly Missing[];
  readonly falselyWaiting: readonly DomainRecord[];
  readonly skipped: readonly string[];
}

/** Goes through the store once; what it keeps is what differs. */
async function compare(
  { store, allowSpecialUse, networkDomain, log, now }: Reconciling,
  { items, startedAt, unreadable }: MultisiteListing,
): Promise<Comparison> {
  const settings = await store.readSettings();
  const isOwn = (domain: string) => isOwnDomain(domain, networkDomain, settings);
  const unlike = new Map([...items].filter(([domain]) => !isOwn(domain)));
  const missing: Missing[] = [];
  const falselyWaiting: DomainRecord[] = [];
  let stored = 0;
  // A damaged one that is listed there is recorded anew; of another nobody knows what is wanted.
  const passOver = ({ domain, reason }: Damaged) => {
    log.error({ domain }, `${reason}; it is reconciled only if the multisite has it`);
  };
  for await (const record of recordsIn(store, {}, passOver)) {
    if (intentOf(record) === 'mapped') stored += 1;
    if (waitsFalsely(record, now())) falselyWaiting.push(record);
    const { domain, domainId, siteId } = record;
    const item = items.get(domain);
    if (item && differenceOf(record, item, startedAt) === undefined) unlike.delete(domain);
    else if (!item && isMissed(record, startedAt) && !isOwn(domain))
      missing.push({ domain, domainId, siteId });
  }
  const different = new Map<DomainName, MappableItem>();
  const skipped = [...unreadable];
  for (const [domain, item] of unlike) {
    const { siteId } = item;
    const isMappable = siteId !== undefined && nameOf(item, { allowSpecialUse }) !== undefined;
    if (isMappable) different.set(domain, { ...item, siteId });
    else skipped.push(domain);
  }
  return { stored, different, missing, falselyWaiting, skipped };
}

/** A clock that was days ahead would have them wait until then. */
async function endFalseWaits(
  { store, log, now }: Reconciling,
  records: readonly DomainRecord[],
): Promise<void> {
  for (const { domain, siteId } of records) {
    await store.update(domain, siteId, (latest) =>
      latest && waitsFalsely(latest, now()) ? dueNow(latest, now()) : latest,
    );
    log.warn({ domain }, 'it waited for a time that a wrong clock has set, and is due now');
  }
}

/** Why nothing is to be removed; undefined if nothing speaks against it. */
function objectionTo(
  missing: readonly Missing[],
  stored: number,
  { incomplete }: MultisiteListing,
  force: boolean,
): string | undefined {
  if (incomplete !== undefined) return `the listing is not to be relied upon: ${incomplete}`;
  if (force || !isTooMany(missing.length, stored)) return undefined;
  return `they are more than ${FEW}, and more than ${MOST * 100} % of ${stored}; force it if that is right`;
}

/** Records what the listing tells, unless it is known by then, or something newer is. */
function recorder(
  { store, log, now }: Reconciling,
  { startedAt }: MultisiteListing,
  dryRun: boolean,
) {
  const ordinal = { occurredAt: startedAt, id: `reconciliation-${randomUUID()}` };

  async function record(
    domain: DomainName,
    siteId: number,
    wishFor: (known: DomainRecord | undefined, siteIsGone: boolean) => Wish | undefined,
  ): Promise<DomainRecord | undefined> {
    return store.update(domain, siteId, (known, siteDeletion) => {
      const wish = wishFor(known, siteDeletion !== undefined);
      if (!wish || dryRun) return known;
      const at = now();
      return withMilestones(known, recordWish(known, wish, siteDeletion, at), at);
    });
  }

  return {
    async listed(domain: DomainName, item: MappableItem): Promise<Difference | undefined> {
      const { siteId, id: domainId } = item;
      let difference: Difference | undefined;
      await record(domain, siteId, (known, siteIsGone) => {
        // WordPress gives the id of a deleted site to no other: its records were left behind.
        difference = siteIsGone ? undefined : differenceOf(known, item, startedAt);
        if (difference === undefined) return undefined;
        const stage = stageOf(item);
        return {
          domain,
          intent: 'mapped',
          siteId,
          domainId,
          hasDomainRecord: true,
          stage,
          ordinal,
        };
      });
      if (difference === 'mapping') log.info({ domain, siteId, dryRun }, 'mapped: no event told');
      return difference;
    },

    /** Whether it was unmapped. */
    async gone({ domain, siteId: itsSite }: Missing): Promise<boolean> {
      let isMissing = false;
      const after = await record(domain, itsSite, (known) => {
        isMissing = known !== undefined && isMissed(known, startedAt);
        if (!known || !isMissing) return undefined;
        const { siteId, domainId, hasDomainRecord } = known;
        return {
          domain,
          intent: 'unmapped',
          siteId,
          domainId,
          hasDomainRecord,
          stage: null,
          ordinal,
        };
      });
      // Where the domain is the address of another site, it stays mapped to that.
      const isUnmapped = isMissing && (dryRun || !after || intentOf(after) === 'unmapped');
      if (isUnmapped) log.info({ domain, dryRun }, 'unmapped: no event told');
      return isUnmapped;
    },
  };
}

function tell(
  log: Logger,
  { domains: _, ...result }: Reconciliation,
  { incomplete }: MultisiteListing,
  skipped: readonly string[],
  dryRun: boolean,
): void {
  if (skipped.length > 0) {
    log.warn({ domains: skipped.slice(0, NAMED) }, `${skipped.length} domains cannot be mapped`);
  }
  if (incomplete !== undefined) log.warn({ reason: incomplete }, 'the listing is not complete');
  if (result.refused !== undefined)
    log.warn({ reason: result.refused }, 'domains are not unmapped');
  log.info({ ...result, dryRun }, 'reconciled');
}
