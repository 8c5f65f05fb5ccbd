import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  GOOGLE_VARIABLES,
  googleEnvironment,
} from '../../../shared/settings/google-environment.ts';
import { describedVariables } from '../../../shared/settings/variable.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the environment comes in, to be read by what is declared. */
const DOORS = [
  'functions/index.ts',
  // Starts a function as it will be, to have it compiled.
  'infra/build/warm.ts',
  // Tells the analyser to use its JavaScript alone.
  'infra/check/backtracking.ts',
  'infra/cli/main.ts',
  // Has NO_COLOR, which is the terminal's.
  'infra/cli/terminal.ts',
  // Has the framework show no stacks.
  'infra/local/functions.ts',
  'infra/local/local-system.ts',
  'infra/local/main.ts',
  // Tells Google's client that there is no server to ask for credentials.
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

  it('has variables of Google, whatever they are set to', () => {
    const names = describedVariables(GOOGLE_VARIABLES).map(({ name }) => name);
    const environment = Object.fromEntries(names.map((name) => [name, `any ${name}`]));
    assert.deepEqual(
      Object.values(googleEnvironment(environment)),
      names.map((name) => `any ${name}`),
    );
    assert.deepEqual(new Set(Object.values(googleEnvironment({}))), new Set([undefined]));
  });
});
