import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '../deploy/scripts.ts';

const MODULE = fileURLToPath(new URL('../../../infra/build/compile-cache.ts', import.meta.url));

describe('the compile cache of the deployed artefact', () => {
  /** Loads a module with the cache, and returns what Node reports about the module's entry. */
  function load(place: string): string {
    const code = join(place, 'code.mjs');
    writeFileSync(code, 'export const one = () => 1;\n');
    const script = `import { useCompileCache } from ${JSON.stringify(MODULE)};
      useCompileCache(${JSON.stringify(join(place, 'cache'))});
      await import(${JSON.stringify(code)});`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH: process.env.PATH, NODE_DEBUG_NATIVE: 'compile_cache' },
    });
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('code.mjs'));
    return said.join('\n');
  }

  it('is read at the next start', async () => {
    await using place = folder();
    assert.doesNotMatch(load(place.path), /was accepted/);
    assert.match(load(place.path), /was accepted/);
  });

  it('is read on a machine with another name for it', async () => {
    await using place = folder();
    load(place.path);
    const cache = join(place.path, 'cache');
    const [name = ''] = readdirSync(cache);
    renameSync(join(cache, name), join(cache, `${name}-elsewhere`));
    assert.match(load(place.path), /was accepted/);
  });

  it('is skipped if it cannot be written', async () => {
    await using place = folder();
    writeFileSync(join(place.path, 'cache'), 'a file is in the way');
    assert.doesNotMatch(load(place.path), /was accepted/);
  });
});
