import { openMultisite } from '../../shared/multisite/open-multisite.ts';
import { LOGIN } from '../../shared/settings/google-credentials.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { readSettings, type Settings, SettingsError } from '../../shared/settings/settings.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { connectionFailure } from './connection-failure.ts';
import { examineClock } from './doctor/clock.ts';
import { type Cloud, findCloud } from './doctor/cloud.ts';
import { examineDns } from './doctor/egress.ts';
import { isOnEmulators, NOT_ON_EMULATORS } from './doctor/emulators.ts';
import { examineCloud } from './doctor/examine-cloud.ts';
import { messageOf, type PartFinding, skipped, unseen, well, wrong } from './doctor/finding.ts';
import { googleApi } from './doctor/google-api.ts';
import { examinePubSub } from './doctor/pubsub.ts';
import { examineStore } from './doctor/store.ts';
import { findGoogleCredentials } from './google-credentials.ts';
import { isOfTheWorld, type SandboxWorld, sandboxWorld } from './sandbox-world.ts';
import { shownUrl } from './shown-url.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled, whole } from './text.ts';

export const doctor: Command = {
  operands: [],
  options: {},
  details: [
    'This command looks at the settings, the store, its records and its last sweep, the key, the multisite, the topics, DNS from ' +
      'here over UDP and TCP, and the clock. For each it says what was seen, and how to fix a fault. It changes nothing, and ' +
      'succeeds if it could see all parts and nothing is wrong.',
    'With --project it looks at the deployment as a whole: functions and their settings, secrets, topics, subscriptions ' +
      "(also Eventarc's), the roles of all accounts and of Google's agents, and Cloud Scheduler's jobs with their last calls. Your account " +
      'needs roles/viewer, roles/iam.securityReviewer and roles/secretmanager.secretAccessor for that.',
    'On emulators (FIRESTORE_EMULATOR_HOST) it looks at the parts that these have, and names the parts that only a deployment has.',
    'DNS and the clock are those of this machine: deployed functions have a network of their own.',
  ],
  examples: ['doctor', 'doctor --project shop-prod', 'doctor --json'],

  async run(args, { environment, now }) {
    readArguments(args, {}, []);
    const sandbox = await sandboxMeant(environment);
    const findings = await examined({ ...environment, ...sandbox?.given }, now);
    const notes = sandbox ? [`The DNS is that of the sandbox at ${sandbox.origin}.`] : [];
    const good = findings.every(({ state }) => state === 'well' || state === 'skipped');
    return { good, json: { well: good, parts: findings }, text: findingLines(findings), notes };
  },
};

/** The sandbox that `npm start` runs, unless a setting says that the real Google Cloud, Closte or DNS is meant. */
async function sandboxMeant(environment: Environment): Promise<SandboxWorld | undefined> {
  const settings = settingsIn(environment);
  const isMeant =
    !('mend' in settings) &&
    (settings.store.kind === 'sqlite' || isOnEmulators(settings, environment)) &&
    !isOfTheWorld(settings);
  return isMeant ? sandboxWorld(undefined, environment) : undefined;
}

async function examined(environment: Environment, now: number): Promise<PartFinding[]> {
  const own = settingsIn(environment);
  if ('mend' in own) return [own];
  const credentials = await examineCredentials(own);
  if (credentials.some(({ state }) => state === 'wrong')) {
    // Without credentials, Google's clients report nothing but that, or end the process.
    return [well('the settings', 'can be read'), ...credentials, ...(await fromHere(own))];
  }
  const project = projectIn(environment, own);
  const found = project && (await findCloud(googleApi(environment), project));
  const cloud = found && 'api' in found ? found : undefined;
  // The deployed settings count, whatever the environment of this tool says.
  const settings = cloud ? settingsIn({ ...environment, ...cloud.environment }) : own;
  if ('mend' in settings) return [settings, ...credentials];
  const parts = await Promise.all([
    cloud ? examineCloud(cloud, now) : [],
    examineStore(settings, now, firingOf(cloud, settings)),
    examineKey(settings, now),
    examineMultisite(settings),
    found ? [] : examinePubSub(settings),
    fromHere(settings),
  ]);
  return [
    well('the settings', 'can be read'),
    ...credentials,
    ...(found && 'finding' in found ? [found.finding] : []),
    ...(isOnEmulators(own, environment) ? [NOT_ON_EMULATORS] : []),
    ...parts.flat(),
  ];
}

async function fromHere(settings: Settings): Promise<PartFinding[]> {
  const [dns, clock] = await Promise.all([examineDns(settings), examineClock(settings, Date.now)]);
  return [...dns, clock];
}

/** The project with the deployment to look at; undefined on one machine, and on emulators. */
function projectIn(environment: Environment, settings: Settings): string | undefined {
  const isOnGoogleCloud =
    settings.store.kind === 'firestore' && !isOnEmulators(settings, environment);
  return isOnGoogleCloud ? googleEnvironment(environment).project : undefined;
}

/** The action that makes sweeps begin again. */
function firingOf(cloud: Cloud | undefined, { store }: Settings): string {
  if (cloud) return `closte-domains schedule show --project ${cloud.project}`;
  return store.kind === 'sqlite'
    ? 'Start the system: npm start'
    : 'Have verifyDomains called once a minute, as Cloud Scheduler does';
}

async function examineCredentials(settings: Settings): Promise<PartFinding[]> {
  const { pubSubEmulator, firestoreEmulator } = googleEnvironment();
  const isEmulated = pubSubEmulator !== undefined || firestoreEmulator !== undefined;
  const isGoogle = settings.store.kind === 'firestore' || settings.hasPubSub;
  if (isEmulated || !isGoogle) return [];
  const part = 'credentials for Google Cloud';
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
  const part = 'the API key of Closte';
  if (settings.closteApiKey === undefined) {
    return skipped(part, 'none is set here; the sandbox of npm start needs none');
  }
  if (
    'secret' in settings.closteApiKey &&
    googleEnvironment().secretManagerEndpoint === undefined
  ) {
    // With emulators nothing else needs credentials, and without credentials the client ends the process.
    try {
      await findGoogleCredentials();
    } catch (error) {
      return unseen(part, messageOf(error), `Run ${LOGIN}`);
    }
  }
  const failure = await connectionFailure(settings, now);
  return failure
    ? wrong(part, failure.message, failure.remedy)
    : well(part, `${settings.closteApiUrl} accepts it`);
}

async function examineMultisite(settings: Settings): Promise<PartFinding> {
  const part = 'the API of the multisite';
  const { multisiteApiUrl = '' } = settings;
  try {
    const multisite = openMultisite(settings);
    if (!multisite) return skipped(part, 'MULTISITE_API_URL is not set');
    const { total } = await multisite.page(1, AbortSignal.timeout(20_000));
    return well(part, total === undefined ? 'answers' : `lists ${total} domains`);
  } catch (error) {
    const seen = `${messageOf(error)} (${shownUrl(multisiteApiUrl)})`;
    return wrong(part, seen, 'Check MULTISITE_API_URL and MULTISITE_API_SECRET');
  }
}

const STATES = {
  well: styled('green', 'well'),
  wrong: styled('red', 'wrong'),
  unseen: styled('yellow', 'unseen'),
  skipped: 'skipped',
} as const;

function findingLines(findings: readonly PartFinding[]): Line[] {
  const rows = findings.map(({ part, state, seen }) => [STATES[state], part, seen]);
  const mends = findings.flatMap(({ part, mend }): Line[] =>
    mend === undefined ? [] : [[styled('bold', part)], ['  → ', whole(mend)]],
  );
  return [...aligned(rows), EMPTY_LINE, ...mends, [sumOf(findings)]];
}

function sumOf(findings: readonly PartFinding[]): string {
  const count = (wanted: PartFinding['state']) =>
    findings.filter(({ state }) => state === wanted).length;
  const [wrong, hidden] = [count('wrong'), count('unseen')];
  if (wrong + hidden === 0) {
    return findings.includes(NOT_ON_EMULATORS)
      ? 'All is well on the emulators; no deployment was looked at.'
      : 'All is well.';
  }
  const faults = `${wrong} of ${findings.length} parts ${wrong === 1 ? 'is' : 'are'} wrong`;
  return hidden === 0 ? `${faults}.` : `${faults}, and ${hidden} could not be seen.`;
}
