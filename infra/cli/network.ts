import { takeOver } from '../../shared/engine/served-network.ts';
import { exactAndRelative } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { aligned } from './table.ts';

const ACTIONS = ['show', 'take-over'] as const;
const OPERANDS = ['<action>', '[<id>]'];

export const network: Command = {
  operands: OPERANDS,
  choices: [ACTIONS],
  options: {},
  details: [
    'show names the network that this deployment serves: the first whose id an event named. Events of another network are ' +
      'rejected, since its sites and domain records may have the same ids; so are those of a copy, such as a staging site, ' +
      'which has the same id and another domain.',
    'take-over serves the network with that id instead, at the domain that its next event names. Use it after the multisite has ' +
      'moved, changed its domain or been set up again. Domains stay as they are; run "closte-domains reconcile" afterwards, to ' +
      'make up for rejected events.',
  ],
  examples: ['network show', 'network take-over 2'],

  async run(args, { environment, now }) {
    const { positionals } = readArguments(args, {}, OPERANDS);
    const id = takenOver(positionals);
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    const isRead = id === undefined;
    return useStore(
      location,
      async (store) => {
        if (!isRead) await takeOver(store, id, now);
        return shown(await store.readSettings(), now);
      },
      isRead ? 'read' : 'write',
    );
  },
};

/** The id of the network to serve; undefined if it is only to be shown. */
function takenOver([written, id]: readonly string[]): number | undefined {
  const action = choiceIn('<action>', written, ACTIONS);
  if (action === 'show') {
    if (id !== undefined) throw new UsageError('show takes no <id>; leave it out');
    return undefined;
  }
  if (id === undefined)
    throw new UsageError("<id> is missing; it is WordPress's id of the network");
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new UsageError('<id> must be a whole number, 1 or more');
  return Number(id);
}

function shown({ servedNetwork, network: told }: NetworkSettings, now: number): CommandResult {
  const since = servedNetwork && new Date(servedNetwork.since).toISOString();
  const id = servedNetwork?.id ?? null;
  const domain = told?.value.domain ?? null;
  const addresses = told?.value.addresses ?? [];
  return {
    good: true,
    json: { id, since: since ?? null, domain, addresses },
    text: aligned([
      [
        'network',
        servedNetwork
          ? `${servedNetwork.id}, since ${exactAndRelative(servedNetwork.since, now)}`
          : 'no event has named one',
      ],
      ['domain', domain ?? 'no event has named it'],
      ['addresses', addresses.join(', ') || 'no event has named them'],
    ]),
  };
}
