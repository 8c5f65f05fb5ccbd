import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { describeOn } from '../../support/emulators.ts';
import { type FunctionProcess, startFunction } from '../../support/function-process.ts';
import { serving } from '../../support/loopback.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { matches } from '../monitoring/log-filter.ts';
import { confinedGcloud, deploy, type Folder, folder, NEEDED } from './scripts.ts';

const PROJECT = `demo-${randomUUID()}`;
const TOPIC = `projects/${PROJECT}/topics/closte-domain-events`;

describeOn(['firestore', 'pubsub'], 'the last step of deploy.sh, on the emulators', () => {
  let here: Folder;
  let outside: Outside;
  let events: FunctionProcess;
  let logging: Awaited<ReturnType<typeof serving>>;
  before(async () => {
    here = folder();
    outside = await startOutside();
    const { FIRESTORE_EMULATOR_HOST = '', PUBSUB_EMULATOR_HOST = '' } = process.env;
    events = await startFunction('domainEvents', {
      ...outside.environment,
      STORE: 'firestore',
      GOOGLE_CLOUD_PROJECT: PROJECT,
      FIRESTORE_EMULATOR_HOST,
      PUBSUB_EMULATOR_HOST,
      METADATA_SERVER_DETECTION: 'none',
    });
    logging = await serving(async (request, response) => {
      const { filter } = v.parse(queryOfLog, JSON.parse(await text(request)));
      const entries = events
        .log()
        .map((jsonPayload) => ({
          resource: { type: 'cloud_run_revision' },
          timestamp: String(jsonPayload.time),
          jsonPayload,
        }))
        .filter((entry) => matches(filter, entry));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ entries: entries.slice(0, 1) }));
    });
    await pubsub(TOPIC);
  });
  after(async () => {
    await events?.close();
    await Promise.all([here, logging].map((one) => one?.[Symbol.asyncDispose]()));
    await outside?.close();
  });

  async function pubsub(name: string, body: object = {}): Promise<void> {
    const response = await fetch(`http://${process.env.PUBSUB_EMULATOR_HOST}/v1/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, await response.text());
  }

  async function lastStep() {
    const environment = await confinedGcloud(here.path, {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `http://${process.env.PUBSUB_EMULATOR_HOST}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${logging.origin}/`,
    });
    return deploy([...NEEDED, `--project=${PROJECT}`, '--only=arrival'], { environment });
  }

  it('fails if nothing delivers events to domainEvents', async () => {
    const { code, stderr } = await lastStep();
    assert.equal(code, 1);
    assert.match(stderr, /has not arrived at domainEvents within 10 minutes/);
  });

  it('sees a real event arrive through Pub/Sub, without a change in the store', async () => {
    await pubsub(`projects/${PROJECT}/subscriptions/events`, {
      topic: TOPIC,
      pushConfig: { pushEndpoint: `${events.url}/${TOPIC}` },
    });
    const { code, stderr } = await lastStep();
    assert.equal(code, 0, stderr);
    const [, id = ''] = /The event (\S+) has arrived at domainEvents/.exec(stderr) ?? [];
    const [line] = events.log().filter(({ eventId }) => eventId === id);
    assert.equal(line?.type, 'domain.check');
    assert.deepEqual(outside.calls(), {});
  });
});

const queryOfLog = v.object({ filter: v.string() });
