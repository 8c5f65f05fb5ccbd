import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../../../infra/local/listening.ts';
import { multisiteApi } from '../../support/multisite-api.ts';
import { inStage, publish, type System, type Systems, systems } from './running-system.ts';

describe('the system on one machine', () => {
  let own: Systems;
  const start: Systems['start'] = (...given) => own.start(...given);
  const started: Systems['started'] = (...given) => own.started(...given);

  beforeEach(() => {
    own = systems();
  });
  afterEach(() => own[Symbol.asyncDispose]());

  async function sandboxOf({ origin }: System) {
    const state: { aliases: { domain: string }[] } = Object(
      await (await fetch(`${origin}/sandbox`)).json(),
    );
    return state.aliases.map(({ domain }) => domain);
  }

  it('takes a domain from a published event to done', async () => {
    const system = await started();
    await publish(system.origin, 'domain.created', 'shop.example.com');
    const known = await inStage(system, 'shop.example.com', 'done');
    assert.equal(known.alias, 'added');
    assert.deepEqual(await sandboxOf(system), ['shop.example.com']);
  });

  it('introduces itself in at most ten lines: addresses, state, sandbox, and commands to try', async () => {
    const { program, origin } = await started();
    const lines = program.output().trim().split('\n');
    assert.ok(lines.length <= 10, program.output());
    const said = lines.join('\n');
    assert.ok(said.includes(`the sandbox, ${origin}/sandbox`), said);
    assert.ok(said.includes(`--site 1 --to ${origin}\n`), said);
    assert.ok(said.includes(`./closte-domains list --store ${own.directory}/domains.db`), said);
  });

  it('runs the scheduled sweep', async () => {
    const system = await started({ SANDBOX_ISSUANCE_SECONDS: '1' });
    await publish(system.origin, 'domain.created', 'shop.example.com');
    await inStage(system, 'shop.example.com', 'checking-ssl-cert');
    await inStage(system, 'shop.example.com', 'done');
  });

  it('ends upon SIGTERM with exit code 0, and has the same state when it is started again', async () => {
    const first = await started();
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await inStage(first, 'shop.example.com', 'done');
    first.program.kill('SIGTERM');
    assert.equal(await first.program.ended(), 0, first.program.output());

    const second = await started();
    await inStage(second, 'shop.example.com', 'done');
    assert.deepEqual(await sandboxOf(second), ['shop.example.com']);
  });

  it('delivers messages that were published before it was killed', async () => {
    const closed = join(own.directory, 'no-directory');
    writeFileSync(closed, '');
    // With a store that cannot be opened, no event is acknowledged.
    const first = await started({ STORE: `sqlite:${join(closed, 'domains.db')}` });
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await first.program.writes(/was not acknowledged; it is delivered again in \d+ ms/);
    first.program.kill('SIGKILL');
    await first.program.ended();

    await inStage(await started(), 'shop.example.com', 'done');
  });

  it('ends upon SIGINT while a delivery is under way, and redelivers it', async () => {
    const first = await started();
    const fault = { kind: 'hang', times: 1 };
    await fetch(`${first.origin}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    await publish(first.origin, 'domain.created', 'shop.example.com');
    await inStage(first, 'shop.example.com', 'checking-dns');
    first.program.kill('SIGINT');
    assert.equal(await first.program.ended(), 0, first.program.output());

    const second = await started();
    await second.program.writes(/domain\.created: shop\.example\.com/);
  });

  it('serves only the functions, on their paths', async () => {
    const { origin } = await started();
    const statusOf = async (method: string, path: string) =>
      (await fetch(origin + path, { method })).status;
    assert.equal(await statusOf('GET', '/health'), 200);
    assert.equal(await statusOf('GET', '/domains?limit=0'), 400);
    assert.equal(await statusOf('POST', '/verifyDomains'), 200);
    assert.equal(await statusOf('GET', '/verifyDomains'), 405);
    assert.equal(await statusOf('POST', '/reconcileDomains'), 409);
    assert.equal(await statusOf('GET', '/reconcileDomains'), 405);
    assert.equal(await statusOf('POST', '/v1/projects/p/topics/other:publish'), 404);
    assert.equal(await statusOf('GET', '/sandbox/other'), 404);
    assert.equal(await statusOf('GET', '/sandboxes'), 404);
  });

  it('hides where an error of the framework comes from', async () => {
    const { origin } = await started();
    const response = await fetch(`${origin}/%`);
    assert.equal(response.status, 400);
    assert.doesNotMatch(await response.text(), /node_modules|&nbsp;/);
  });

  it('writes stages back to a multisite, and takes its domains over', async () => {
    await using api = await multisiteApi();
    const [shop, other] = ['shop.example.com', 'other.example.com'].map((name) => api.add(name));
    const system = await started({
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: api.credentials,
    });
    await publish(system.origin, 'domain.created', 'shop.example.com');
    await inStage(system, 'shop.example.com', 'done');
    const response = await fetch(`${system.origin}/reconcileDomains`, { method: 'POST' });
    assert.deepEqual(await response.json(), { multisite: 2, stored: 1, mapped: 1, unmapped: 0 });
    await inStage(system, 'other.example.com', 'done');
    while (shop?.stage !== 'done' || other?.stage !== 'done') await sleep(20);
    assert.deepEqual([shop.secure, other.secure], [true, true]);
  });

  it('has no sandbox with a real key', async () => {
    const { program, origin } = await started({
      CLOSTE_CLIENT_API_KEY: 'real-key',
      CLOSTE_API_URL: 'http://127.0.0.1:9/api/client',
    });
    assert.match(program.output(), /the real one, http:\/\/127\.0\.0\.1:9\/api\/client/);
    assert.equal((await fetch(`${origin}/sandbox`)).status, 404);
    assert.ok(!program.output().includes('real-key'));
  });

  it('reports in one sentence that its port is in use', async () => {
    await using other = await listen('127.0.0.1', 0);
    const { port } = new URL(other.origin);
    const program = start({ PORT: port });
    assert.equal(await program.ended(), 1);
    assert.equal(
      program.output(),
      `127.0.0.1:${port} is in use already; end the program that listens there, or set PORT to another port.\n`,
    );
  });

  const wrong: [environment: Record<string, string>, said: RegExp][] = [
    [{ PORT: 'http' }, /^PORT must be a whole number from 0 to 65535, not http\n$/],
    [{ DNS_CHECK_INTERVAL: '1' }, /^Bad settings in the environment: DNS_CHECK_INTERVAL .*\n$/],
    [{ HOST: '192.0.2.1' }, /^HOST is not an address of this machine .*\n$/],
  ];
  for (const [environment, said] of wrong) {
    it(`does not start with ${JSON.stringify(environment)}, and says why`, async () => {
      const program = start(environment);
      assert.equal(await program.ended(), 1);
      assert.match(program.output(), said);
    });
  }
});
