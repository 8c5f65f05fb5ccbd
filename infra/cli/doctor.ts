import { openMultisite } from '../../shared/multisite/open-multisite.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { readSettings, type Settings, SettingsError } from '../../shared/settings/settings.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { connectionFailure } from './connection-failure.ts';
import { examineClock } from './doctor/clock.ts';
import { examineDns } from './doctor/egress.ts';
import { messageOf, type PartFinding, skipped, well, wrong } from './doctor/finding.ts';
import { examinePubSub } from './doctor/pubsub.ts';
import { examineStore } from './doctor/store.ts';
import { findGoogleCredentials, LOGIN } from './google-credentials.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled } from './text.ts';

export const doctor: Command = {
  operands: [],
  options: {},
  details: [
    'Looks at the settings, the store and its last sweep, the key, the multisite, the topics, DNS from here over UDP and TCP, and the ' +
      'clock, and says of each what was seen and what mends it. It changes nothing, and is good if nothing is wrong.',
    'It looks from this machine: deployed functions have a network and an account of their own. The roles of their accounts it does not see.',
  ],
  examples: ['doctor', 'doctor --project shop-prod', 'doctor --json'],

  async run(args, { environment, now }) {
    readArguments(args, {}, []);
    const findings = await examined(environment, now);
    const faults = findings.filter(({ state }) => state === 'wrong');
    return {
      good: faults.length === 0,
      json: { well: faults.length === 0, parts: findings },
      text: findingLines(findings, faults.length),
    };
  },
};

async function examined(environment: Environment, now: number): Promise<PartFinding[]> {
  const settings = settingsIn(environment);
  if ('mend' in settings) return [settings];
  const credentials = await examineCredentials(settings);
  const isRefused = credentials.some(({ state }) => state === 'wrong');
  const found = await Promise.all([
    // Without credentials, Google's clients say nothing but that, or end the process.
    ...(isRefused
      ? []
      : [
          examineStore(settings, now),
          examineKey(settings, now),
          examineMultisite(settings),
          examinePubSub(settings),
        ]),
    examineDns(settings),
    examineClock(settings, Date.now),
  ]);
  return [well('the settings', 'can be read'), ...credentials, ...found.flat()];
}

async function examineCredentials(settings: Settings): Promise<PartFinding[]> {
  const { pubSubEmulator, firestoreEmulator } = googleEnvironment();
  const isEmulated = pubSubEmulator !== undefined || firestoreEmulator !== undefined;
  const isGoogle = settings.store.kind === 'firestore' || settings.hasPubSub;
  if (isEmulated || !isGoogle) return [];
  const part = 'credentials of Google Cloud';
  try {
    await findGoogleCredentials();
    return [well(part, 'are there')];
  } catch (error) {
    return [wrong(part, messageOf(error), `Run ${LOGIN}`)];
  }
}

function settingsIn(environment: Environment): Settings | (PartFinding & { mend: string }) {
  try {
    return readSettings(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const mend = 'Set them as docs/settings.md says';
    return { part: 'the settings', state: 'wrong', seen: error.message, mend };
  }
}

async function examineKey(settings: Settings, now: number): Promise<PartFinding> {
  const part = 'the key of Closte';
  if (settings.closteApiKey === undefined) {
    return skipped(part, 'none is set here; the sandbox of npm start needs none');
  }
  const failure = await connectionFailure(settings, now);
  return failure
    ? wrong(part, failure.message, failure.remedy)
    : well(part, `${settings.closteApiUrl} takes it`);
}

async function examineMultisite(settings: Settings): Promise<PartFinding> {
  const part = 'the API of the multisite';
  try {
    const multisite = openMultisite(settings);
    if (!multisite) return skipped(part, 'MULTISITE_API_URL is not set');
    const { total } = await multisite.page(1, AbortSignal.timeout(20_000));
    return well(part, total === undefined ? 'answers' : `lists ${total} domains`);
  } catch (error) {
    return wrong(part, messageOf(error), 'See MULTISITE_API_URL and MULTISITE_API_SECRET');
  }
}

const STATES = {
  well: styled('green', 'well'),
  wrong: styled('red', 'wrong'),
  skipped: 'skipped',
} as const;

function findingLines(findings: readonly PartFinding[], faults: number): Line[] {
  const rows = findings.map(({ part, state, seen }) => [STATES[state], part, seen]);
  const mends = findings.flatMap(({ part, mend }): Line[] =>
    mend === undefined ? [] : [[styled('bold', part)], ['  → ', mend]],
  );
  const sum = faults === 0 ? 'All is well.' : `${faults} of ${findings.length} are wrong.`;
  return [...aligned(rows), EMPTY_LINE, ...mends, [sum]];
}
