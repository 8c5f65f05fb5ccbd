import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import { GOOGLE_VARIABLES } from '../../shared/settings/google-environment.ts';
import { readSettings, SettingsError } from '../../shared/settings/settings.ts';
import { describedVariables } from '../../shared/settings/variable.ts';

/**
 * Checks settings as a function on Cloud Run does. Each argument is `NAME=VALUE`. Each fault, such as a name that nothing reads
 * or an impossible value, gets a line on standard error; the exit code is 1 if there are any.
 */

const given = Object.fromEntries(
  process.argv.slice(2).map((one) => {
    const [name = '', ...value] = one.split('=');
    return [name, value.join('=')];
  }),
);

const names = [SETTINGS, GOOGLE_VARIABLES].flatMap(describedVariables).map(({ name }) => name);
/** Node's own, which the functions honour. */
const known = new Set([...names, 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TZ']);

const faults = Object.keys(given)
  .filter((name) => !known.has(name))
  .map((name) => `there is no setting ${name}`);
try {
  readSettings({ ...given, K_SERVICE: 'a-function' });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  faults.push(error.message);
}
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}
