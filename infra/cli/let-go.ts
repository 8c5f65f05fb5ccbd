import { letGo as letLiveDomainsGo, MOST_LET_GO_MS } from '../../shared/engine/brake.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { aligned } from './table.ts';

const OPTIONS = {
  hours: { type: 'string', value: 'N', help: 'the number of hours, 1 to 168; 24 if not given' },
} as const;

const HOUR_MS = 60 * 60_000;
const MOST_HOURS = MOST_LET_GO_MS / HOUR_MS;

export const letGo: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'When more than 10 live domains and more than a fifth of those looked at would be taken down at once, none is: that is ' +
      'rather a mistake of ours, such as a network that has moved. See in the log what was seen, and mend that.',
    'If the domains have really left, this lets them be taken down. They are looked at once more within an hour.',
  ],
  examples: ['let-go', 'let-go --hours 2'],

  async run(args, { environment, now }) {
    const { values } = readArguments(args, OPTIONS, []);
    const until = now + hoursIn(values.hours) * HOUR_MS;
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    await useStore(location, (store) => letLiveDomainsGo(store, until));
    const time = new Date(until).toISOString();
    return { good: true, json: { letGoUntil: time }, text: aligned([['let go until', time]]) };
  },
};

function hoursIn(written = '24'): number {
  const hours = Number(written);
  if (/^\d+$/.test(written) && hours >= 1 && hours <= MOST_HOURS) return hours;
  throw new UsageError(`--hours must be a whole number from 1 to ${MOST_HOURS}`);
}
