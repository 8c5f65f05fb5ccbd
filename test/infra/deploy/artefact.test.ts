import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliver } from '../../support/deliver.ts';
import { aMessage } from '../../support/events.ts';
import { freePort } from '../../support/free-port.ts';
import { type Built, built } from './built.ts';
import { ROOT } from './scripts.ts';
import { describeUnless } from './tools.ts';

const { CI, REQUIRE_ALL } = process.env;
const noNetwork =
  CI === 'true' || REQUIRE_ALL === '1'
    ? undefined
    : 'it asks the npm registry; set CI=true if that may be';

describe('npm run build', () => {
  it('makes JavaScript of the functions and shared code, and adds what browsers are sent, and nothing else', async () => {
    await using dist = built();
    const files = globSync('**/*', { cwd: dist.path }).filter((file) => /\.\w+$/.test(file));
    const sources = globSync('{functions,shared}/**/*.ts', { cwd: ROOT });
    const assets = globSync('shared/pages/assets/*', { cwd: ROOT });
    assert.ok(assets.length > 0);
    assert.deepEqual(
      files.sort(),
      [
        ...sources.map((file) => file.replace(/ts$/, 'js')),
        ...assets,
        'package.json',
        'package-lock.json',
      ].sort(),
    );
  });

  it('leaves out what is for development, and keeps the rest as it is locked', async () => {
    await using dist = built();
    const read = (file: string) => JSON.parse(readFileSync(join(dist.path, file), 'utf8'));
    const { dependencies, devDependencies, scripts } = read('package.json');
    const whole = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.deepEqual(dependencies, whole.dependencies);
    assert.deepEqual([devDependencies, scripts], [undefined, undefined]);

    const { packages } = read('package-lock.json');
    const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    for (const path of Object.keys(packages).filter((path) => path !== '')) {
      assert.deepEqual(packages[path], locked[path]);
    }
    assert.ok(packages['node_modules/pino'] && !packages['node_modules/mocha']);
  });
});

describeUnless(noNetwork, 'what is deployed, with production dependencies alone', () => {
  let dist: Built;
  const started: ChildProcess[] = [];
  before(() => {
    dist = built();
    const flags = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
    execFileSync('npm', ['ci', ...flags], { cwd: dist.path, stdio: 'pipe' });
  });
  after(async () => {
    for (const child of started) child.kill();
    await dist[Symbol.asyncDispose]();
  });

  /** Serves with nothing but what is there; resolves to where, once it does. */
  async function serve(target: string): Promise<string> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['node_modules/.bin/functions-framework', `--target=${target}`, `--port=${port}`],
      {
        cwd: dist.path,
        env: { STORE: `sqlite:${join(dist.path, `${target}.db`)}` },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    started.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (said) => `${said}`.includes('URL: http://localhost') && resolve());
      child.once('exit', () => reject(new Error(`${target} did not start`)));
    });
    return `http://127.0.0.1:${port}`;
  }

  it('has none of the dependencies for development', () => {
    for (const name of ['mocha', 'typescript', 'node']) {
      assert.ok(!existsSync(join(dist.path, 'node_modules', name)), name);
    }
  });

  it('serves domainEvents', async () => {
    const url = await serve('domainEvents');
    const response = await deliver(
      url,
      aMessage('settings.updated', { settings: { dnsCheckInterval: 60 } }),
    );
    assert.ok(response.ok, `HTTP ${response.status}`);
  });

  it('serves verifyDomains', async () => {
    const url = await serve('verifyDomains');
    const response = await fetch(url, { method: 'POST' });
    assert.deepEqual(
      [response.status, (await response.text()).slice(0, 13)],
      [200, '{"claimed":0,'],
    );
  });

  it('serves domainStatus', async () => {
    const url = await serve('domainStatus');
    const response = await fetch(`${url}/healthz`);
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
  });
});
