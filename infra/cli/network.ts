import { takeOver } from '../../shared/engine/served-network.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { aligned } from './table.ts';

const OPERANDS = ['<action>', '[<id>]'];

export const network: Command = {
  operands: OPERANDS,
  options: {},
  details: [
    'show tells the network that this deployment serves: the first whose id an event named. Events of another one are ' +
      'rejected, since its sites and domain records have the same ids.',
    'take-over has the network with that id served instead: when the multisite has moved, or was set up anew. Domains stay as ' +
      'they are; run "closte-domains reconcile" afterwards, for what was rejected before.',
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
        return shown(await store.readSettings());
      },
      isRead ? 'read' : 'write',
    );
  },
};

/** The id of the network to serve; undefined if it is only to be shown. */
function takenOver([action, id]: readonly string[]): number | undefined {
  if (action === 'show') {
    if (id !== undefined) throw new UsageError('show takes no <id>; leave it out');
    return undefined;
  }
  if (action !== 'take-over') throw new UsageError('<action> must be show or take-over');
  if (id === undefined)
    throw new UsageError("<id> is missing; it is WordPress's id of the network");
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new UsageError('<id> must be a whole number from 1');
  return Number(id);
}

function shown({ servedNetwork, network: told }: NetworkSettings): CommandResult {
  const since = servedNetwork && new Date(servedNetwork.since).toISOString();
  const id = servedNetwork?.id ?? null;
  const domain = told?.value.domain ?? null;
  const addresses = told?.value.addresses ?? [];
  return {
    good: true,
    json: { id, since: since ?? null, domain, addresses },
    text: aligned([
      ['network', id === null ? 'no event has named one' : `${id}, since ${since}`],
      ['domain', domain ?? 'no event has told it'],
      ['addresses', addresses.join(', ') || 'no event has told them'],
    ]),
  };
}
