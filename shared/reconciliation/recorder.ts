import type { DomainName } from '../domain-name.ts';
import { recordWish } from '../lifecycle/intent.ts';
import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { type DomainRecord, intentOf } from '../lifecycle/record.ts';
import type { Wish } from '../lifecycle/wish.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import type { Multisite } from '../multisite/client.ts';
import { stageOf } from '../multisite/domain-item.ts';
import { MultisiteError } from '../multisite/failure.ts';
import { type Difference, differenceOf, isMissed } from './difference.ts';
import type { Reconciling } from './reconciliation.ts';
import type { Run } from './run.ts';
import type { ListedItem, Missing } from './sheets.ts';

/** Records the listing's statements, unless they or newer ones have become known meanwhile. */
export interface Recorder {
  /** The id of what it records, as that of an event. */
  readonly id: string;
  listed(
    item: ListedItem & { readonly siteId: number },
    signal: AbortSignal,
  ): Promise<Difference | undefined>;
  /** Returns whether the domain was unmapped. */
  gone(missing: Missing): Promise<boolean>;
  /** The domains that were mapped or unmapped, or would be in a dry run; none otherwise. */
  readonly named: { readonly mapped: DomainName[]; readonly unmapped: DomainName[] };
}

/** @param run its listing has the same start time in all of its calls */
export function recorder(
  { store, multisite, log, now }: Reconciling,
  { id, listing: { startedAt } }: Run,
  dryRun: boolean,
): Recorder {
  const ordinal = { occurredAt: startedAt, id: `reconciliation-${id}` };
  const named: Recorder['named'] = { mapped: [], unmapped: [] };
  const exists = siteQuestion(multisite);

  async function record(
    domain: DomainName,
    siteId: number,
    wishFor: (
      known: DomainRecord | undefined,
      siteDeletion: Ordinal | undefined,
    ) => Wish | undefined,
  ): Promise<DomainRecord | undefined> {
    return store.update(domain, siteId, (known, siteDeletion) => {
      const wish = wishFor(known, siteDeletion);
      if (!wish || dryRun) return known;
      const at = now();
      return withMilestones(known, recordWish(known, wish, siteDeletion, at), at);
    });
  }

  return {
    id: ordinal.id,
    named,

    async listed(item, signal) {
      const { domain, siteId, id: domainId } = item;
      let difference: Difference | undefined;
      let deletion: Ordinal | undefined;
      const recordUnlessDeleted = (restoredFrom?: Ordinal) =>
        record(domain, siteId, (known, siteDeletion) => {
          difference = differenceOf(known, item, startedAt);
          deletion = siteDeletion;
          const isDeleted = siteDeletion && siteDeletion.id !== restoredFrom?.id;
          if (isDeleted || difference === undefined) return undefined;
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
      await recordUnlessDeleted();
      if (deletion && difference !== undefined) {
        // The item was left behind, unless the site was restored from a backup, for which there is no event.
        const isRestored = isNewer(ordinal, deletion) && (await exists(siteId, signal));
        if (!isRestored) return undefined;
        await recordUnlessDeleted(deletion);
      }
      if (difference === 'mapping') {
        log.info({ domain, siteId, dryRun }, 'mapped: no event announced it');
        if (dryRun) named.mapped.push(domain);
      }
      return difference;
    },

    async gone({ domain, siteId: itsSite }) {
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
      // If the domain is also the address of another site, it stays mapped to that one.
      const isUnmapped = isMissing && (dryRun || !after || intentOf(after) === 'unmapped');
      if (isUnmapped) {
        log.info({ domain, dryRun }, 'unmapped: no event announced it');
        if (dryRun) named.unmapped.push(domain);
      }
      return isUnmapped;
    },
  };
}

/** Whether a site exists, asked once for each site. If the multisite does not answer, it counts as deleted. */
function siteQuestion(multisite: Multisite) {
  const answers = new Map<number, Promise<boolean>>();
  const ask = async (siteId: number, signal: AbortSignal) => {
    try {
      return await multisite.hasSite(siteId, signal);
    } catch (error) {
      if (error instanceof MultisiteError) return false;
      throw error;
    }
  };
  return (siteId: number, signal: AbortSignal): Promise<boolean> => {
    const answer = answers.get(siteId) ?? ask(siteId, signal);
    answers.set(siteId, answer);
    return answer;
  };
}
