import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CLOSTE_API_PATH } from '../../../infra/local/sandbox/closte-api.ts';
import { API_KEY, type Outside, startOutside } from '../../support/outside.ts';
import { inStage, publish, type Systems, systems } from './running-system.ts';

/** An unreachable Closte. */
const REAL = { CLOSTE_CLIENT_API_KEY: 'real-key', CLOSTE_API_URL: 'http://127.0.0.1:9/api/client' };

describe('the state of the system on one machine', () => {
  let own: Systems;
  beforeEach(() => {
    own = systems();
  });
  afterEach(() => own[Symbol.asyncDispose]());

  /** Stores a domain in the folder whose alias is in the sandbox, or at the real Closte. */
  async function usedWith(environment: Readonly<Record<string, string>>): Promise<void> {
    const system = await own.started(environment);
    await publish(system.origin, 'domain.created', 'shop.example.com');
    await inStage(system, 'shop.example.com', 'checking-dns');
    system.program.kill('SIGTERM');
    assert.equal(await system.program.ended(), 0, system.program.output());
  }

  /** Leaves the folder in the state of a version that did not remember its Closte. */
  function forget(...files: string[]): void {
    rmSync(join(own.directory, 'folder.db'));
    for (const file of files) rmSync(join(own.directory, file));
    const database = new DatabaseSync(join(own.directory, 'domains.db'));
    database.exec("UPDATE settings SET settings = json_remove(settings, '$.aliasHostAddress')");
    database.close();
  }

  async function isRefused(environment: Readonly<Record<string, string>>, said: RegExp) {
    const program = own.start(environment);
    assert.equal(await program.ended(), 1, program.output());
    assert.match(program.output(), said);
    assert.equal(program.output().trim().split('\n').length, 1);
  }

  const SLOW = { SANDBOX_ISSUANCE_SECONDS: '3600' };
  const OF_SANDBOX = / holds the state of the sandbox, but a key is set\. .*set DATA_DIR to/;
  const OF_CLOSTE = / holds the state of the real Closte, but no key is set .*set DATA_DIR to/;

  it('of the sandbox is not used with the real Closte', async () => {
    await usedWith(SLOW);
    await isRefused(REAL, OF_SANDBOX);
  });

  it('of the real Closte is not used with the sandbox', async () => {
    await usedWith(REAL);
    await isRefused({}, OF_CLOSTE);
  });

  it('of the sandbox with a store elsewhere is not used with the real Closte', async () => {
    const STORE = `sqlite:${join(own.directory, 'elsewhere.db')}`;
    await usedWith({ STORE });
    const DATA_DIR = join(own.directory, 'another');
    await isRefused(
      { ...REAL, STORE, DATA_DIR },
      /elsewhere\.db holds the state of the sandbox, .*set STORE to/,
    );
  });

  it('can still be used with its own Closte', async () => {
    await usedWith(REAL);
    await usedWith(REAL);
  });

  describe('of a version that did not remember its Closte', () => {
    it('is known as the sandbox’s by its files', async () => {
      await usedWith(SLOW);
      forget();
      await isRefused(
        REAL,
        /used with the real Closte since then, remove sandbox\.json and sandbox-ca\.crt/,
      );
      forget('sandbox.json', 'sandbox-ca.crt', 'sandbox-ca.key');
      await own.started(REAL);
    });

    it('is known as the real one by its files', async () => {
      await usedWith(REAL);
      forget();
      await isRefused({}, OF_CLOSTE);
      await own.started(REAL);
    });
  });

  it('is for one process at a time, and the second says so and ends', async () => {
    const first = await own.started();
    await isRefused(
      {},
      new RegExp(
        `^${own.directory} is in use by another "npm start"; end that one, or set DATA_DIR`,
      ),
    );
    await isRefused({ PORT: new URL(first.origin).port }, / is in use by another "npm start"/);
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await inStage(first, 'shop.example.com', 'done');
  });

  it('is free again once its process was killed', async () => {
    const first = await own.started();
    first.program.kill('SIGKILL');
    await first.program.ended();
    await own.started();
  });
});

describe('the system on one machine, with a real key, says at the start', () => {
  let outside: Outside;
  let own: Systems;
  before(async () => {
    outside = await startOutside();
  });
  after(() => outside.close());
  beforeEach(() => {
    own = systems();
  });
  afterEach(() => own[Symbol.asyncDispose]());

  const environment = (change: Readonly<Record<string, string>> = {}) => {
    const { STORE: _, ...usual } = outside.environment;
    return { ...usual, ...change };
  };

  it('that Closte refuses it', async () => {
    const { program } = await own.started(environment({ CLOSTE_CLIENT_API_KEY: 'old-key' }));
    await program.writes(/^Closte refuses the API key \(HTTP 401\).*CLOSTE_CLIENT_API_KEY.*\n/m);
    assert.ok(!program.output().includes('old-key'));
  });

  it('that Closte cannot be reached', async () => {
    const { program } = await own.started(
      environment({ CLOSTE_API_URL: `http://127.0.0.1:9${CLOSTE_API_PATH}` }),
    );
    await program.writes(
      /^Closte cannot be used: .*Check that this machine reaches http:\/\/127\.0\.0\.1:9/m,
    );
  });

  it('that neither a setting nor an event says what domains must point at', async () => {
    const { program } = await own.started(environment({ NETWORK_ADDRESSES: '' }));
    await program.writes(
      /^No setting says what mapped domains must point at: set NETWORK_DOMAIN\./m,
    );
  });

  it('that the state comes from another address', async () => {
    const first = await own.started(environment());
    first.program.kill('SIGTERM');
    await first.program.ended();
    const url = outside.environment.CLOSTE_API_URL ?? '';
    const { program } = await own.started(environment({ CLOSTE_API_URL: `${url}/v2` }));
    await program.writes(
      new RegExp(`^The state was made with ${url}, but CLOSTE_API_URL is now ${url}/v2`, 'm'),
    );
  });

  it('nothing of that if everything is well', async () => {
    const system = await own.started(environment());
    await publish(system.origin, 'domain.created', 'well.example.com');
    await inStage(system, 'well.example.com', 'done');
    const { program } = system;
    assert.doesNotMatch(
      program.output(),
      /^(Closte (refuses|cannot)|It is not known what|The state comes) /m,
    );
    assert.ok(!program.output().includes(API_KEY));
  });
});

describe('the system on one machine, in the sandbox, says at the start', () => {
  let own: Systems;
  beforeEach(() => {
    own = systems();
  });
  afterEach(() => own[Symbol.asyncDispose]());

  it('that it writes to a multisite', async () => {
    const { program } = await own.started({
      MULTISITE_API_URL: 'http://127.0.0.1:9/wp-json',
      MULTISITE_API_SECRET: 'key:secret',
    });
    await program.writes(
      /^The results of the sandbox are written to the multisite at http:\/\/127\.0\.0\.1:9\/wp-json: /m,
    );
  });

  it('that others reach it', async () => {
    const { program } = await own.started({ HOST: '0.0.0.0' });
    await program.writes(/^Anybody who can reach 0\.0\.0\.0 can map and unmap domains, /m);
  });

  it('nothing of that if everything is well', async () => {
    const system = await own.started();
    await publish(system.origin, 'domain.created', 'well.example.com');
    await inStage(system, 'well.example.com', 'done');
    assert.doesNotMatch(
      system.program.output(),
      /^(The results of the sandbox|Anybody who can reach) /m,
    );
  });
});
