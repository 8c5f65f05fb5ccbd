import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PubSub } from '@google-cloud/pubsub';
import { lockedPackages } from '../../../infra/build/locked-packages.ts';
import { deliver } from '../../support/deliver.ts';
import { describeOn } from '../../support/emulators.ts';
import { aMessage } from '../../support/events.ts';
import { freePort } from '../../support/free-port.ts';
import { serving } from '../../support/loopback.ts';
import { type Built, built } from './built.ts';
import { ROOT } from './scripts.ts';

describe('the deployed artefact', () => {
  let dist: Built;
  const started: ChildProcess[] = [];
  before(() => {
    dist = built();
    // No registry is used, so that the test needs none.
    const flags = ['--omit=dev', '--offline', '--no-audit', '--no-fund'];
    const { PATH, HOME } = process.env;
    // Without NODE_COMPILE_CACHE, which would redirect Node's compile cache.
    const place = { cwd: dist.path, stdio: 'pipe', env: { PATH, HOME } } as const;
    execFileSync('npm', ['ci', ...flags], place);
    // Google's build calls it like this.
    execFileSync('npm', ['run', 'gcp-build'], place);
  });
  after(async () => {
    // They write their compiled code when they exit.
    const ended = started.map((child) => once(child, 'exit'));
    for (const child of started) child.kill();
    await Promise.all(ended);
    await dist[Symbol.asyncDispose]();
  });

  const files = () =>
    globSync('**/*', { cwd: dist.path, withFileTypes: true }).filter((file) => file.isFile());

  it('is at most 300 files and 25 MB, with everything that it needs', () => {
    const sizes = files().map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
    const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
    assert.ok(sizes.length <= 300, `${sizes.length} files`);
    assert.ok(megabytes <= 25, `${megabytes} MB`);
  });

  it('is locked as npm itself would lock it', () => {
    const read = () => readFileSync(join(dist.path, 'package-lock.json'), 'utf8');
    const before = read();
    const flags = ['--package-lock-only', '--offline', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', ...flags], { cwd: dist.path, stdio: 'pipe' });
    assert.deepEqual(JSON.parse(read()), JSON.parse(before));
  });

  it('has the framework in the version that is locked', () => {
    const version = (file: string) => JSON.parse(readFileSync(file, 'utf8')).version;
    const framework = 'node_modules/@google-cloud/functions-framework/package.json';
    assert.equal(version(join(dist.path, framework)), version(join(ROOT, framework)));
  });

  it('comes with the list of its components, in CycloneDX', () => {
    const bill = JSON.parse(readFileSync(join(dist.path, 'sbom.cdx.json'), 'utf8'));
    assert.equal(bill.bomFormat, 'CycloneDX');
    const listed = bill.components.map((one: { 'bom-ref': string }) => one['bom-ref']);
    const locked = lockedPackages(ROOT).map(({ name, version }) => `${name}@${version}`);
    assert.deepEqual(listed.sort(), locked.sort());
  });

  const code = () =>
    files()
      .filter(({ name }) => name.endsWith('.cjs'))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('');

  it('names the source file of each part of its code', () => {
    const all = code();
    const sources = globSync('{functions,shared}/**/*.ts', { cwd: ROOT });
    const told = sources.filter((source) => all.includes(`\n// ${source}\n`));
    // The others have only types, or nothing that is used.
    assert.ok(told.length > sources.length / 2, `${told.length} of ${sources.length}`);
    assert.ok(told.includes('shared/engine/advance.ts'));
  });

  it('has no descriptors of protocols, nor their classes, nor a client of Cloud Logging', () => {
    const all = code();
    assert.doesNotMatch(all, /^\/\/ node_modules\/protobufjs\/ext\/descriptor\//m);
    assert.doesNotMatch(all, /^\/\/ node_modules\/@google-cloud\/logging-api\//m);
    assert.doesNotMatch(all, /\$protobuf\.roots\._google_cloud/);
  });

  it('makes no formatter before it is needed', () => {
    assert.doesNotMatch(code(), /^(?:const|let|var) .* = new Intl\./m);
  });

  it('has all of its code compiled', () => {
    const compiled = globSync('framework/compile-cache/*/*', { cwd: dist.path });
    const chunks = globSync('functions/chunks/*.cjs', { cwd: dist.path });
    assert.ok(compiled.length > chunks.length, `${compiled.length} of ${chunks.length}`);
  });

  it('loads no part of Node that its functions do not use', () => {
    const script = `require('./functions/index.cjs');
      console.log(process.moduleLoadList.join(' '));`;
    const env = { PATH: process.env.PATH, STORE: 'sqlite::memory:' };
    const options = { cwd: dist.path, env, encoding: 'utf8' } as const;
    const loaded = execFileSync(process.execPath, ['-e', script], options);
    assert.match(loaded, /internal\/crypto\/hash /);
    assert.doesNotMatch(loaded, /undici|webcrypto/);
  });

  /** Serves with nothing but the artefact; resolves to its address once it does. */
  async function serve(target: string, environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const port = await freePort();
    const child = spawn(
      'node_modules/.bin/functions-framework',
      [`--target=${target}`, `--port=${port}`],
      {
        cwd: dist.path,
        env: {
          PATH: process.env.PATH,
          STORE: `sqlite:${join(dist.path, `${target}.db`)}`,
          ...environment,
        },
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

  it('serves domainEvents', async () => {
    const url = await serve('domainEvents');
    const response = await deliver(
      url,
      aMessage('settings.updated', { settings: { dnsCheckInterval: 60 } }),
    );
    assert.ok(response.ok, `HTTP ${response.status}`);
  });

  it('serves verifyDomains', async () => {
    // As on Cloud Run, with Google's configuration of the log.
    const url = await serve('verifyDomains', { K_SERVICE: 'verify-domains' });
    const response = await fetch(url, { method: 'POST' });
    assert.deepEqual(
      [response.status, (await response.text()).slice(0, 13)],
      [200, '{"claimed":0,'],
    );
  });

  it('serves domainStatus', async () => {
    const url = await serve('domainStatus');
    const response = await fetch(`${url}/health`);
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
    for (const name of readdirSync(join(ROOT, 'shared/pages/assets'))) {
      const asset = await fetch(`${url}/assets/${name}`);
      assert.equal(asset.status, 200, name);
    }
  });

  describeOn(['firestore', 'pubsub'], "with Google's clients", () => {
    const project = `demo-${randomUUID()}`;
    const topic = 'closte-domain-rejected';

    it('keeps records in Firestore, publishes, and reads the key', async () => {
      const { FIRESTORE_EMULATOR_HOST, PUBSUB_EMULATOR_HOST } = process.env;
      const pubsub = new PubSub({ projectId: project });
      await pubsub.createTopic(topic);
      const payload = { data: Buffer.from('the-key').toString('base64') };
      await using secrets = await serving((_, response) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ payload }));
      });
      const keys: (string | null)[] = [];
      await using closte = await serving(async (request, response) => {
        const body = await text(request);
        keys.push(new URLSearchParams(body).get('apikey'));
        response.end('{"success":true}');
      });
      const url = await serve('domainEvents', {
        STORE: 'firestore',
        GOOGLE_CLOUD_PROJECT: project,
        FIRESTORE_EMULATOR_HOST,
        PUBSUB_EMULATOR_HOST,
        METADATA_SERVER_DETECTION: 'none',
        CLOSTE_API_URL: closte.origin,
        CLOSTE_API_KEY_SECRET: 'projects/p/secrets/s/versions/latest',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: secrets.origin,
        DNS_SERVERS: '127.0.0.1:1',
      });
      for (const message of [aMessage('domain.created'), { version: 7 }]) {
        const response = await deliver(url, message);
        assert.ok(response.ok, `HTTP ${response.status}`);
      }
      assert.deepEqual(keys, ['the-key']);
      await pubsub.close();
    });
  });
});
