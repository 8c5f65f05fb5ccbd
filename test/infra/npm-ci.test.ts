import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../support/child-environment.ts';
import { describeWith } from './deploy/tools.ts';

/** Makes npm believe that it runs with an older Node than the dependencies require. */
const ON_NODE_20 = `--import=data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'version', { value: 'v20.19.0' })",
)}`;

describeWith(['npm'], 'npm ci with an older Node', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closte-npm-ci-'));
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await copyFile(new URL(`../../${file}`, import.meta.url), join(folder, file));
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const said = async (...more: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(
      'npm',
      ['ci', '--dry-run', '--offline', ...more],
      {
        cwd: folder,
        env: { ...childEnvironment(), HOME: folder, NODE_OPTIONS: ON_NODE_20 },
        maxBuffer: 1e7,
      },
    );
    return { stdout, stderr };
  };

  it('installs everything, and warns of nothing', async () => {
    const { stdout, stderr } = await said();
    assert.match(stdout, /\nadded \d+ packages/);
    assert.equal(stderr, '');
  });

  it('would warn of the older Node without the setting in .npmrc', async () => {
    const { stderr } = await said('--loglevel=warn');
    assert.match(stderr, /EBADENGINE .*node: 'v20\.19\.0'/);
  });
});
