import { wait } from '../../shared/async/wait.ts';
import { pacesOf } from '../../shared/engine/pace.ts';
import { pacedMultisite } from '../../shared/engine/paced-multisite.ts';
import { endTurns } from '../../shared/engine/turn.ts';
import { openLog } from '../../shared/log/log.ts';
import { MultisiteError } from '../../shared/multisite/failure.ts';
import { openMultisite } from '../../shared/multisite/open-multisite.ts';
import type {
  Reconciliation,
  ReconciliationOptions,
  Reconciling,
} from '../../shared/reconciliation/reconciliation.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { exists, useStore } from './existing-store.ts';
import { shownUrl } from './shown-url.ts';
import { aligned } from './table.ts';
import { styled } from './text.ts';

const OPTIONS = {
  'dry-run': { type: 'boolean', help: 'Only say what would change' },
  force: {
    type: 'boolean',
    help: 'Unmap even all domains, or more than 10 that are more than a fifth of all',
  },
} as const;

export const reconcile: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'This command asks the multisite (MULTISITE_API_URL, MULTISITE_API_SECRET) for its domains, compares them with the store ' +
      '(STORE), and records missed changes: domains to map, and domains to unmap. The next sweep does the rest. A dry run only names ' +
      'these domains, with + and -.',
    'Nothing is unmapped if the listing is not complete, nor if the domains to unmap are more than 10 and more than a fifth of ' +
      'all, or all of several domains. If domains stay mapped for such a reason, the command fails.',
  ],
  examples: ['reconcile --dry-run', 'reconcile'],

  async run(args, { environment }) {
    const { values } = readArguments(args, OPTIONS, []);
    const settings = readSettings(environment);
    const multisite = openMultisite(settings);
    if (!multisite) {
      throw new CommandFailedError(
        'There is no multisite to compare with; set MULTISITE_API_URL and MULTISITE_API_SECRET.',
      );
    }
    const { 'dry-run': dryRun = false, force = false } = values;
    // A dry run must not create a store.
    const location = dryRun && !exists(settings.store) ? NO_STORE : settings.store;
    const result = await useStore(location, async (store) => {
      const log = await openLog({ ...settings.log, level: 'silent' });
      const { allowSpecialUseNames: allowSpecialUse, networkDomain } = settings;
      const world = { now: Date.now, wait, log, store, random: Math.random };
      const { paces } = pacesOf(settings, Date.now);
      const paced = pacedMultisite(multisite, paces.multisite, world);
      const reconciling = { ...world, multisite: paced, allowSpecialUse, networkDomain };
      return reconciled(reconciling, { dryRun, force }).finally(() => endTurns(world, paces));
    });
    if (result instanceof MultisiteError) {
      const { multisiteApiUrl = '' } = settings;
      throw new CommandFailedError(
        `Nothing is reconciled: ${result.message}. The multisite was asked at ${shownUrl(multisiteApiUrl)}.`,
      );
    }
    return answerOf(result, dryRun);
  },
};

const NO_STORE = { kind: 'sqlite', path: ':memory:' } as const;

/** A failure of the multisite is not a fault of the store. */
async function reconciled(
  reconciling: Reconciling,
  options: ReconciliationOptions,
): Promise<Reconciliation | MultisiteError> {
  const { reconcile: run } = await import('../../shared/reconciliation/reconcile.ts');
  try {
    return await run(reconciling, options, new AbortController().signal);
  } catch (error) {
    if (error instanceof MultisiteError) return error;
    throw error;
  }
}

function answerOf(result: Reconciliation, dryRun: boolean): CommandResult {
  const { multisite, stored, mapped, unmapped, skipped, refused, remaining, domains } = result;
  const to = dryRun ? 'to be ' : '';
  return {
    good: refused === undefined && !remaining,
    json: result,
    text: [
      ...aligned([
        ['in the multisite', String(multisite)],
        ['in the store', String(stored)],
        [`${to}mapped`, String(mapped)],
        [`${to}unmapped`, String(unmapped)],
        ...(skipped === undefined ? [] : [['cannot be mapped', String(skipped)]]),
        ...(refused === undefined ? [] : [[styled('red', 'refused'), refused]]),
        ...(remaining ? [[styled('yellow', 'not finished'), 'another call continues it']] : []),
      ]),
      ...(domains?.mapped ?? []).map((domain) => [`+ ${domain}`]),
      ...(domains?.unmapped ?? []).map((domain) => [`- ${domain}`]),
    ],
  };
}
