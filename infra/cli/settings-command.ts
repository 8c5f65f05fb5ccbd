import { policyOf } from '../../shared/engine/policy.ts';
import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { describedVariables, type Environment } from '../../shared/settings/variable.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { LOCAL_SETTINGS } from '../local/local-settings.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import { readStore } from './existing-store.ts';
import { PUBLISH_SETTINGS } from './publish-settings.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, styled } from './text.ts';

/** A setting in force. */
interface InForce {
  readonly name: string;
  /** Null if nothing is in force. */
  readonly value: string | null;
  readonly from: 'environment' | 'default' | 'events' | 'nowhere';
}

export const settingsCommand: Command = {
  operands: [],
  options: {},
  details: [
    'Shows every setting as it holds for this tool: its value, and whether the environment, an option, the default or an event says so. ' +
      'Keys are never shown. Deployed functions have an environment of their own: "gcloud run services describe" shows it.',
  ],
  examples: ['settings', 'settings --json'],

  async run(args, { environment, now }) {
    readArguments(args, {}, []);
    const settings = readSettings(environment);
    const { told, note } = await toldByEvents(settings);
    const { network, limits } = policyOf(settings, told, now);
    const events: InForce[] = [
      ...fromEvents('the network domain', told.network?.value.domain, network.domain),
      ...fromEvents('the network addresses', told.network?.value.addresses.join(',')),
      ...fromEvents(
        'the check interval, in seconds',
        told.dnsCheckInterval && String(limits.checkIntervalMs / 1000),
      ),
    ];
    const inForce = [...fromEnvironment(environment), ...events];
    return {
      good: true,
      json: { settings: inForce },
      text: [
        ...aligned(
          inForce.map(({ name, value, from }) => [
            styled('bold', name),
            value ?? '-',
            from === 'nowhere' ? 'not set' : from,
          ]),
        ),
        EMPTY_LINE,
        ['Each is explained in docs/settings.md.'],
      ],
      notes: note === undefined ? [] : [note],
    };
  },
};

const SECRET = /KEY$|SECRET$/;

function fromEnvironment(environment: Environment): InForce[] {
  const described = [SETTINGS, LOCAL_SETTINGS, PUBLISH_SETTINGS].flatMap(describedVariables);
  return described.map(({ name, usual }) => {
    const set = environment[name];
    if (set) return { name, value: shown(name, set), from: 'environment' };
    return usual === undefined
      ? { name, value: null, from: 'nowhere' }
      : { name, value: usual, from: 'default' };
  });
}

/** The name of a secret is none. */
function shown(name: string, value: string): string {
  return SECRET.test(name) && !value.startsWith('projects/') ? '(set, not shown)' : value;
}

/** @param inForce what holds in the end; what events tell of the domain gives way to the environment */
function fromEvents(name: string, told: string | undefined, inForce = told): InForce[] {
  return told === undefined || told === '' || inForce !== told
    ? []
    : [{ name, value: told, from: 'events' }];
}

/** A store that cannot be read is no reason not to show the rest. */
async function toldByEvents({ store }: ReturnType<typeof readSettings>): Promise<{
  readonly told: NetworkSettings;
  readonly note?: string;
}> {
  try {
    return { told: (await readStore(store, (opened) => opened.readSettings())) ?? {} };
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    return { told: {}, note: error.message };
  }
}
