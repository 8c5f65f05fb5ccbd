import { inParallel } from '../async/in-parallel.ts';
import { isCanonical } from '../domain-name.ts';
import { isOwnDomain } from '../engine/own-domain.ts';
import { waitsFalsely } from '../lifecycle/false-wait.ts';
import { dueNow } from '../lifecycle/intent.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import { nameOf } from '../multisite/client.ts';
import { differenceOf, isMissed } from './difference.ts';
import { addTo } from './pile.ts';
import type { Reconciling } from './reconciliation.ts';
import type { Recorder } from './recorder.ts';
import { type Batch, withSome } from './run.ts';
import type { RunInHand } from './run-in-hand.ts';
import type { ListedItem, Missing } from './sheets.ts';

/** How many records are compared before the next are read. */
const WINDOW = 2000;

/** How many domains are recorded at the same time. */
const CONCURRENCY = 16;

export interface Comparing extends Reconciling {
  readonly recorder: Recorder;
  readonly dryRun: boolean;
}

/**
 * Goes through the store in the order of the domains, window by window, and through the sheets of the listing
 * beside it. Records the differences, and notes the domains that the listing lacks. An unfinished window is
 * repeated: what it has recorded is then no longer a difference.
 */
export async function compareWithStore(
  comparing: Comparing,
  hand: RunInHand,
  signal: AbortSignal,
): Promise<void> {
  const isOwn = await ownDomains(comparing);
  for (let until: string | undefined = ''; until !== undefined; ) {
    signal.throwIfAborted();
    const window = await readWindow(comparing, hand.run.comparedTo);
    until = window.until;
    if (!comparing.dryRun) await endFalseWaits(comparing, window.records);
    const { batches, unlisted, unmappable } = await compareWindow(
      comparing,
      hand,
      window,
      isOwn,
      signal,
    );
    const { startedAt } = hand.run.listing;
    const missing = window.records.filter(
      (record) =>
        unlisted.has(record.domain) && isMissed(record, startedAt) && !isOwn(record.domain),
    );
    await addTo(hand, 'missing', missing.map(asMissing));
    // The domains that this run itself mapped, in a window that had to be repeated, were not mapped before.
    const stored = window.records.filter(
      (record) => intentOf(record) === 'mapped' && record.decidedBy.id !== comparing.recorder.id,
    );
    hand.change({
      batches,
      comparedTo: until ?? '',
      stored: hand.run.stored + stored.length,
      skipped: withSome(hand.run.skipped, unmappable),
    });
    if (until !== undefined) await hand.saveNowAndThen();
  }
  hand.change({ phase: 'removing' });
}

const asMissing = ({ domain, domainId, siteId }: DomainRecord): Missing => ({
  domain,
  domainId,
  siteId,
});

async function ownDomains({ store, networkDomain }: Reconciling) {
  const settings = await store.readSettings();
  return (domain: string) => isOwnDomain(domain, networkDomain, settings);
}

/** The records whose domains are next in order. */
interface Window {
  /** The domains are later than this one. */
  readonly after: string;
  /** The last domain that the window may have; undefined if it reaches to the end. */
  readonly until: string | undefined;
  readonly records: readonly DomainRecord[];
  /** Domains whose records only a newer version may change. */
  readonly newer: ReadonlySet<string>;
}

async function readWindow({ store, log }: Reconciling, after: string): Promise<Window> {
  const page = await store.list({ limit: WINDOW, after });
  const newer = new Set<string>();
  // A damaged record is recorded anew if the listing has its domain; if not, the wish about the domain is
  // unknown.
  for (const { domain, reason, isNewer } of page.damaged ?? []) {
    if (isNewer && isCanonical(domain)) newer.add(domain);
    const what = isNewer ? 'it is not reconciled' : 'it is reconciled only if the multisite has it';
    log.error({ domain }, `${reason}; ${what}`);
  }
  return { after, until: page.next, records: page.records, newer };
}

/** Compares one window with all that is listed in it. */
async function compareWindow(
  { recorder, allowSpecialUse }: Comparing,
  hand: RunInHand,
  { after, until, records, newer }: Window,
  isOwn: (domain: string) => boolean,
  signal: AbortSignal,
) {
  const { listing, batches: before } = hand.run;
  const known = new Map<string, DomainRecord>(records.map((record) => [record.domain, record]));
  const unlisted = new Set(known.keys());
  const unmappable: string[] = [];
  const batches: Batch[] = [];

  const compareItem = async (item: ListedItem) => {
    signal.throwIfAborted();
    const { domain, siteId } = item;
    const record = known.get(domain);
    // Several items may have one domain: the first of them counts.
    if (newer.has(domain) || (record && !unlisted.delete(domain))) return;
    if (isOwn(domain)) return;
    if (record && differenceOf(record, item, listing.startedAt) === undefined) return;
    if (siteId === null || nameOf(item, { allowSpecialUse }) === undefined) {
      unmappable.push(domain);
    } else if ((await recorder.listed({ ...item, siteId }, signal)) === 'mapping') {
      hand.change({ mapped: hand.run.mapped + 1 });
    }
  };

  for (const batch of before) {
    let { at } = batch;
    for (; at < batch.sheets; at += 1) {
      const sheet = await hand.sheets.listed(`${batch.name}-${at}`);
      const within = sheet.filter(
        ({ domain }) => domain > after && (until === undefined || domain <= until),
      );
      await inParallel(within, CONCURRENCY, compareItem);
      await hand.saveNowAndThen();
      const last = sheet.at(-1)?.domain ?? '';
      if (until !== undefined && last > until) break;
    }
    batches.push({ ...batch, at });
  }
  return { batches, unlisted, unmappable };
}

/** Makes domains due that would otherwise wait for a time that a clock set days ahead. */
async function endFalseWaits(
  { store, log, now }: Reconciling,
  records: readonly DomainRecord[],
): Promise<void> {
  for (const { domain, siteId } of records.filter((record) => waitsFalsely(record, now()))) {
    await store.update(domain, siteId, (latest) =>
      latest && waitsFalsely(latest, now()) ? dueNow(latest, now()) : latest,
    );
    log.warn({ domain }, 'its due time was set by a wrong clock; it is due now');
  }
}
