import { letGo as letLiveDomainsGo, MOST_LET_GO_MS } from '../../shared/engine/brake.ts';
import { exactAndRelative } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';

const OPTIONS = {
  hours: {
    type: 'string',
    value: 'N',
    help: 'Release them for this many hours, 1 to 168; 24 by default; 0 holds them again',
  },
  yes: { type: 'boolean', help: 'Do not ask' },
} as const;

const HOUR_MS = 60 * 60_000;
const MOST_HOURS = MOST_LET_GO_MS / HOUR_MS;

export const letGo: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'When more than 10 live domains, and more than a fifth of those looked at, would be taken down at once, they are held instead: ' +
      'the likely cause is a mistake of ours, such as a network that has moved. Find the cause in the log, and fix it.',
    'If the domains have really left, this command releases them, after asking. They are looked at once more within half an hour. ' +
      '--hours 0 undoes that.',
  ],
  examples: ['let-go', 'let-go --hours 2 --yes', 'let-go --hours 0'],

  async run(args, { environment, now, person }) {
    const { values } = readArguments(args, OPTIONS, []);
    const hours = hoursIn(values.hours);
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    return useStore(location, async (store) => {
      if (hours === 0) {
        await letLiveDomainsGo(store, 0);
        return answer(
          true,
          null,
          'From now on, live domains are held again if too many look lost at once.',
        );
      }
      const { liveDomains } = await store.readSettings();
      const question = `${heldText(liveDomains, now)} Allow live domains to be taken down for ${hours} h, however many they are?`;
      if (!values.yes && !(await person.agrees(question, '--yes'))) {
        return answer(false, null, 'No domain is released.');
      }
      const until = Date.now() + hours * HOUR_MS;
      await letLiveDomainsGo(store, until);
      const text = `Live domains may be taken down until ${exactAndRelative(until, Date.now())}.`;
      return answer(true, new Date(until).toISOString(), text);
    });
  },
};

function answer(good: boolean, letGoUntil: string | null, text: string): CommandResult {
  return { good, json: { letGoUntil }, text: [[text]] };
}

function heldText(live: NetworkSettings['liveDomains'], now: number): string {
  if ((live?.heldUntil ?? 0) <= now) return 'No live domain is held now.';
  const { held } = live ?? {};
  return held
    ? `${held.lost} of ${held.looked} live domains looked at are held, since they look lost.`
    : 'Live domains are held, since too many look lost.';
}

function hoursIn(written = '24'): number {
  const hours = Number(written);
  if (/^\d+$/.test(written) && hours <= MOST_HOURS) return hours;
  throw new UsageError(`--hours must be a whole number from 0 to ${MOST_HOURS}`);
}
