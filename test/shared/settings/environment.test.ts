import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  GOOGLE_VARIABLES,
  googleEnvironment,
} from '../../../shared/settings/google-environment.ts';
import { describedVariables } from '../../../shared/settings/variable.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The files that read the environment, by declared variables. */
const DOORS = [
  'functions/index.ts',
  // Starts a function as it is deployed, to fill the compile cache.
  'infra/build/warm.ts',
  // Tells the analyser to use only its JavaScript.
  'infra/check/backtracking.ts',
  'infra/cli/main.ts',
  // Reads NO_COLOR, which belongs to the terminal.
  'infra/cli/terminal.ts',
  // Makes the framework hide stack traces.
  'infra/local/functions.ts',
  'infra/local/local-system.ts',
  'infra/local/main.ts',
  // Tells Google's client that there is no metadata server.
  'shared/reporting/publish.ts',
  'shared/settings/google-environment.ts',
];

describe('the environment', () => {
  const sources = globSync('{shared,functions,infra}/**/*.ts', { cwd: ROOT }).map((path) => ({
    path,
    code: readFileSync(ROOT + path, 'utf8').replace(/^ *(\/\/|\/?\*).*$/gm, ''),
  }));
  const pathsWith = (pattern: RegExp) =>
    sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);

  it('is read in a few places', () => {
    assert.deepEqual(pathsWith(/\bprocess\.env\b/).sort(), DOORS);
  });

  it('is read by declared variables only', () => {
    assert.deepEqual(pathsWith(/\b(?:environment|given)(?:\.|\[')[A-Z]/), [
      // Takes one out.
      'infra/local/local-settings.ts',
      // Those of a deployment, as Google Cloud lists them.
      'infra/cli/doctor/jobs.ts',
      'infra/cli/doctor/secrets.ts',
    ]);
  });

  it('includes Google’s variables, whatever their values', () => {
    const names = describedVariables(GOOGLE_VARIABLES).map(({ name }) => name);
    const environment = Object.fromEntries(names.map((name) => [name, `any ${name}`]));
    assert.deepEqual(
      Object.values(googleEnvironment(environment)),
      names.map((name) => `any ${name}`),
    );
    assert.deepEqual(new Set(Object.values(googleEnvironment({}))), new Set([undefined]));
  });
});
