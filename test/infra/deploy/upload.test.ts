import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built } from './built.ts';
import { confinedGcloud, folder, ROOT } from './scripts.ts';
import { describeWith } from './tools.ts';

describeWith(['gcloud'], 'what gcloud uploads', () => {
  it('from dist/ is the build, without dependencies that were installed there for a test', async () => {
    await using dist = built();
    mkdirSync(join(dist.path, 'node_modules/pino'), { recursive: true });
    writeFileSync(join(dist.path, 'node_modules/pino/index.js'), '');
    assert.deepEqual(
      (await uploadedFrom(dist.path)).sort(),
      globSync('{functions,framework}/**/*.{cjs,css,js,svg}', { cwd: dist.path })
        .concat('framework/package.json', 'package.json', 'package-lock.json', 'sbom.cdx.json')
        .sort(),
    );
  });

  it('from the root is the program, and the files that its build needs', async () => {
    const files = await uploadedFrom(ROOT);
    const beside = files.filter((file) => !/^(functions|shared)\//.test(file));
    assert.deepEqual(beside.sort(), [
      'infra/build.ts',
      'infra/build/bill-of-materials.ts',
      'infra/build/bundle.ts',
      'infra/build/compile-cache.ts',
      'infra/build/domain.ts',
      'infra/build/framework.ts',
      'infra/build/google-protocols.ts',
      'infra/build/late-formatters.ts',
      'infra/build/launch.ts',
      'infra/build/locked-packages.ts',
      'infra/build/manifest.ts',
      'infra/build/needed-definitions.ts',
      'infra/build/no-descriptors.ts',
      'infra/build/warm.ts',
      'package-lock.json',
      'package.json',
      'tsconfig.json',
    ]);
    assert.ok(files.includes('functions/index.ts'));
  });
});

async function uploadedFrom(directory: string): Promise<string[]> {
  await using here = folder();
  const files = execFileSync('gcloud', ['meta', 'list-files-for-upload', directory], {
    env: await confinedGcloud(here.path, {}),
  });
  return files.toString().trim().split('\n');
}
