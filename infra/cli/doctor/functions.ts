import { readSettings, SettingsError } from '../../../shared/settings/settings.ts';
import type { Environment } from '../../../shared/settings/variable.ts';
import { type Cloud, deployAgain } from './cloud.ts';
import { type PartFinding, unseen, well, wrong } from './finding.ts';
import { EVENTS_FUNCTION, FUNCTIONS } from './inventory.ts';

/** Whether each function exists and serves, and whether all of them have the same settings. */
export function examineFunctions(cloud: Cloud): PartFinding[] {
  const mend = deployAgain(cloud, 'functions');
  const deployed = FUNCTIONS.map(({ target }) => {
    const part = `the function ${target}`;
    const found = cloud.functions.find(({ name }) => name.endsWith(`/${target}`));
    if (!found) return wrong(part, 'is missing', mend);
    const { state } = found;
    if (state === 'DEPLOYING') return unseen(part, 'is being deployed', 'Look again in a minute');
    return state === 'ACTIVE'
      ? well(part, `serves, in ${cloud.region}`)
      : wrong(part, `is in the state ${state}`, mend);
  });
  return [...deployed, examineSettings(cloud, mend)];
}

function examineSettings({ functions, environment }: Cloud, mend: string): PartFinding {
  const part = 'the settings of the functions';
  try {
    readSettings({ ...environment, K_SERVICE: EVENTS_FUNCTION });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return wrong(part, error.message, `${mend} --env=NAME=VALUE`);
  }
  const others = functions
    .filter(({ name }) => FUNCTIONS.some(({ target }) => name.endsWith(`/${target}`)))
    .filter(({ serviceConfig }) => !isSame(serviceConfig.environmentVariables, environment))
    .map(({ name }) => name.replace(/^.*\//, ''));
  return others.length === 0
    ? well(part, 'can be read, and are the same for all')
    : wrong(part, `those of ${others.join(', ')} differ from those of ${EVENTS_FUNCTION}`, mend);
}

/** Settings that may differ: one that Google Cloud adds by itself, and the expected callers of each function. */
const OF_EACH_ITS_OWN: ReadonlySet<string> = new Set([
  'LOG_EXECUTION_ID',
  'EXPECTED_AUDIENCE',
  'EXPECTED_CALLERS',
]);

function isSame(one: Environment, other: Environment): boolean {
  const ours = (environment: Environment) =>
    Object.entries(environment)
      .filter(([name]) => !OF_EACH_ITS_OWN.has(name))
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join('\n');
  return ours(one) === ours(other);
}
