import { policyOf } from '../../shared/engine/policy.ts';
import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { describedVariables, type Environment } from '../../shared/settings/variable.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { LOCAL_SETTINGS } from '../local/local-settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { didYouMean } from './closest.ts';
import { type Command, CommandFailedError } from './command.ts';
import { type ChosenDeployment, environmentOf } from './deployment.ts';
import { readStore } from './existing-store.ts';
import { PUBLISH_SETTINGS } from './publish-settings.ts';
import { shownUrl } from './shown-url.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, styled } from './text.ts';

/** A setting in force. */
interface InForce {
  readonly name: string;
  /** Null if nothing is in force. */
  readonly value: string | null;
  readonly from: 'environment' | 'option' | 'use' | 'default' | 'events' | 'nowhere';
}

const DESCRIBED = [SETTINGS, LOCAL_SETTINGS, PUBLISH_SETTINGS].flatMap(describedVariables);

export const settingsCommand: Command = {
  operands: ['[<name>]…'],
  choices: [DESCRIBED.map(({ name }) => name)],
  options: {},
  details: [
    'This command shows every setting that is in force for this tool, or those that are named: the value, and where it comes from (the ' +
      'environment, an option, "closte-domains use", the default, or an event). Keys are never shown. Deployed functions have an environment of their own: "gcloud run services describe" shows it.',
  ],
  examples: ['settings', 'settings DNS_SERVERS TLS_PORT', 'settings --json'],

  async run(args, { environment, deployment, now }) {
    const names = namesIn(readArguments(args, {}, 'any').positionals);
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
    const all = [...fromEnvironment(environment, deployment, settings), ...events];
    const inForce = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
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
        ['docs/settings.md explains each.'],
      ],
      notes: note === undefined ? [] : [note],
    };
  },
};

function namesIn(written: readonly string[]): readonly string[] {
  const known = DESCRIBED.map(({ name }) => name);
  const unknown = written.find((name) => !known.includes(name));
  if (unknown === undefined) return written;
  const meant = didYouMean(unknown, known);
  throw new UsageError(
    `${JSON.stringify(unknown)} is not a setting${meant || '; docs/settings.md has all of them'}`,
  );
}

const SECRET = /KEY$|SECRET$/;

function fromEnvironment(
  environment: Environment,
  deployment: ChosenDeployment,
  { store }: Settings,
): InForce[] {
  // Its default depends on where the program runs.
  const usualStore = store.kind === 'sqlite' ? `sqlite:${store.path}` : store.kind;
  const byDeployment = environmentOf(deployment, {});
  const by = { options: 'option', use: 'use', environment: 'environment' } as const;
  return DESCRIBED.map(({ name, usual: declared }) => {
    const usual = name === 'STORE' ? usualStore : declared;
    const set = environment[name];
    if (set)
      return {
        name,
        value: shown(name, set),
        from: set === byDeployment[name] ? by[deployment.by] : 'environment',
      };
    return usual === undefined
      ? { name, value: null, from: 'nowhere' }
      : { name, value: usual, from: 'default' };
  });
}

/** The name of a secret is not secret. */
function shown(name: string, value: string): string {
  if (SECRET.test(name) && !value.startsWith('projects/')) return '(set, not shown)';
  return shownUrl(value);
}

/** @param inForce the value in force: for the network's domain, the environment takes precedence over events */
function fromEvents(name: string, told: string | undefined, inForce = told): InForce[] {
  return told === undefined || told === '' || inForce !== told
    ? []
    : [{ name, value: told, from: 'events' }];
}

/** The rest is shown even if the store cannot be read. */
async function toldByEvents({ store }: Settings): Promise<{
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
