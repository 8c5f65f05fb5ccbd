import assert from 'node:assert/strict';
import { deliver } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { pubSubServer } from '../support/pubsub-server.ts';

const PROJECT = 'demo-project';
const TOPIC = `projects/${PROJECT}/topics/closte-domain-status`;
/** As text, and within JSON. */
const TOLD = /no credentials for Google Cloud; run \\?"gcloud auth application-default login/;

describe('the functions where Google’s credentials are missing', () => {
  let outside: Outside;
  const started: FunctionProcess[] = [];
  before(async () => {
    outside = await startOutside();
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
  });
  after(() => outside?.close());

  /** Starts a function whose machine has no credentials, and no metadata server to ask for them. */
  async function start(target: string, changed: Readonly<Record<string, string>> = {}) {
    const one = await startFunction(target, {
      ...outside.environment,
      GOOGLE_CLOUD_PROJECT: PROJECT,
      HOME: outside.folder,
      METADATA_SERVER_DETECTION: 'none',
      ...changed,
    });
    started.push(one);
    return one;
  }

  const sweepOf = (verify: FunctionProcess, domain: string) =>
    fetch(verify.url, { method: 'POST', body: JSON.stringify({ domain }) });

  const complaints = (one: FunctionProcess) =>
    one.log().flatMap((line) => (TOLD.test(JSON.stringify(line)) ? [line.message] : []));

  it('acknowledge an event, say what is missing, and report the stage once it is there', async () => {
    const domain = 'reported.example.com';
    const events = await start('domainEvents');
    for (let n = 0; n < 2; n += 1) {
      const response = await deliver(events.url, aMessage('domain.created', { domain }));
      assert.deepEqual([response.ok, events.isRunning()], [true, true], events.output());
    }
    assert.ok(complaints(events).length > 0, events.output());

    const verify = await start('verifyDomains');
    assert.equal((await sweepOf(verify, domain)).status, 200, verify.output());
    assert.ok(verify.isRunning() && complaints(verify).length > 0, verify.output());

    await using server = await pubSubServer(TOPIC);
    const mended = await start('verifyDomains', { PUBSUB_EMULATOR_HOST: server.host });
    assert.equal((await sweepOf(mended, domain)).status, 200);
    const stages = server.received.map(({ data }) => JSON.parse(data).stage);
    assert.deepEqual(stages, ['done']);
  });

  it('take a message that can never be valid again later, since its reason is kept nowhere yet', async () => {
    const events = await start('domainEvents');
    const response = await deliver(events.url, { version: 1, type: 'nonsense' });
    assert.deepEqual([response.status, events.isRunning()], [500, true]);
    assert.match(events.output(), TOLD);
  });

  it('have an event delivered again where the store needs them, and go on', async () => {
    const events = await start('domainEvents', { STORE: 'firestore' });
    const response = await deliver(events.url, aMessage('domain.created'));
    assert.deepEqual([response.status, events.isRunning()], [500, true]);
    assert.match(events.output(), TOLD);
  });

  it('put a call to Closte off where its key needs them', async () => {
    const domain = 'keyless.example.com';
    const secret = `projects/${PROJECT}/secrets/closte-api-key/versions/latest`;
    const events = await start('domainEvents', {
      CLOSTE_CLIENT_API_KEY: '',
      CLOSTE_API_KEY_SECRET: secret,
    });
    const response = await deliver(events.url, aMessage('domain.created', { domain }));
    assert.deepEqual([response.ok, events.isRunning()], [true, true], events.output());
    assert.ok(complaints(events).length > 0, events.output());
    assert.deepEqual(outside.calls(domain), {});
  });
});
