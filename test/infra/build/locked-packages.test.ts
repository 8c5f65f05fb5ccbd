import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { lockedPackages } from '../../../infra/build/locked-packages.ts';
import { ROOT } from '../deploy/scripts.ts';

/** Licences of packages that may be distributed with a program under the MIT licence, with only a notice. */
const ALLOWED = [
  '(MIT OR CC0-1.0)',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
];

describe('the packages of the functions', () => {
  const packages = lockedPackages(ROOT);

  it('are known', () => assert.ok(packages.some(({ name }) => name === 'got')));

  it('run no install script', () => {
    const { allowScripts } = v.parse(
      v.object({ allowScripts: v.record(v.string(), v.boolean()) }),
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
    );
    const running = packages.filter(
      ({ name, hasInstallScript }) => hasInstallScript && allowScripts[name] !== false,
    );
    assert.deepEqual(running, []);
  });

  it('have licences that allow redistribution', () => {
    const others = packages.filter(({ licence }) => !ALLOWED.includes(licence));
    assert.deepEqual(others, []);
  });
});
