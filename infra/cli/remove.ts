import { randomUUID } from 'node:crypto';
import type { DomainName } from '../../shared/domain-name.ts';
import { recordWish } from '../../shared/lifecycle/intent.ts';
import { type DomainRecord, intentOf } from '../../shared/lifecycle/record.ts';
import { withMilestones } from '../../shared/lifecycle/with-milestones.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { Store } from '../../shared/store/store.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import { domainArgument } from './domain-argument.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { sweepNotes } from './sweep-note.ts';

const OPERANDS = ['<domain>'];
const OPTIONS = {
  yes: { type: 'boolean', help: 'Do not ask' },
} as const;

export const remove: Command = {
  operands: OPERANDS,
  choices: ['domain'],
  options: OPTIONS,
  details: [
    'This command unmaps a domain, as the event domain.deleted does: the next sweep has Closte remove the alias, and visitors of the ' +
      'domain no longer reach the site. It asks for confirmation.',
    'If the multisite still has the domain, the daily reconciliation maps it again: remove it there as well.',
  ],
  examples: ['remove shop.example.com', 'remove shop.example.com --yes'],

  async run(args, { environment, now, person }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const domain = domainArgument('<domain>', positionals[0], { allowSpecialUse: true });
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    return useStore(location, async (store) => {
      const record = await store.get(domain);
      if (!record) throw new CommandFailedError(`${domain} is not known, so nothing is removed.`);
      if (intentOf(record) === 'unmapped') {
        return {
          good: true,
          json: { domain, removed: false },
          text: [[`${domain} is unmapped already.`]],
        };
      }
      const question = `${domain} belongs to site ${record.siteId}, and its stage is ${record.stage}. Unmap it, and have Closte remove it?`;
      if (!values.yes && !(await person.agrees(question, '--yes'))) {
        return { good: false, json: { domain, removed: false }, text: [['Nothing is removed.']] };
      }
      const after = await unmap(store, domain, record.siteId, now);
      if (after && intentOf(after) === 'mapped') {
        const text = `${domain} stays mapped: it is the address of site ${after.siteId} as well, or a newer event maps it.`;
        return { good: false, json: { domain, removed: false }, text: [[text]] };
      }
      const text = `${domain} is unmapped; the next sweep has Closte remove it.`;
      const notes = await sweepNotes(store, Date.now());
      return { good: true, json: { domain, removed: true }, text: [[text]], notes };
    });
  },
};

async function unmap(
  store: Store,
  domain: DomainName,
  siteId: number,
  now: number,
): Promise<DomainRecord | undefined> {
  const ordinal = { occurredAt: now, id: `remove-${randomUUID()}` };
  return store.update(domain, siteId, (known, siteDeletion) => {
    if (!known) return known;
    const { domainId, hasDomainRecord } = known;
    const wish = {
      domain,
      intent: 'unmapped',
      siteId: known.siteId,
      domainId,
      hasDomainRecord,
      stage: null,
      ordinal,
    } as const;
    return withMilestones(known, recordWish(known, wish, siteDeletion, now), now);
  });
}
