import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describeOn } from '../../support/emulators.ts';
import { confinedGcloud, deploy, folder, NEEDED } from './scripts.ts';

/** A project without a deployment, on whichever emulator. */
const PROJECT = `demo-${randomUUID()}`;

describeOn(['pubsub'], 'the phase pubsub of deploy.sh, on the Pub/Sub emulator', () => {
  const endpoint = () => `http://${process.env.PUBSUB_EMULATOR_HOST}/`;

  /** The commands that changed something. */
  async function run(): Promise<string[]> {
    await using here = folder();
    const environment = await confinedGcloud(here.path, {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: endpoint(),
    });
    const flags = [...NEEDED, `--project=${PROJECT}`, '--only=pubsub'];
    const { code, stderr } = await deploy(flags, { environment });
    assert.equal(code, 0, stderr);
    return stderr.split('\n').filter((line) => line.startsWith('+ gcloud '));
  }

  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const request = body ? { method, headers, body: JSON.stringify(body) } : { method };
    const response = await fetch(`${endpoint()}v1/projects/${PROJECT}/${path}`, request);
    return response.json();
  }

  it('creates the five topics, and the subscriptions of two', async () => {
    const changes = await run();
    assert.equal(changes.length, 7);
    const { topics } = v.parse(topicsSchema, await call('GET', 'topics'));
    assert.deepEqual(
      topics.map(({ name }) => name).sort(),
      ['dead-letter', 'events', 'rejected', 'status', 'sweep'].map(fullName),
    );
    const { subscriptions } = v.parse(subscriptionsSchema, await call('GET', 'subscriptions'));
    assert.deepEqual(
      subscriptions.map(({ topic }) => topic).sort(),
      ['dead-letter', 'rejected'].map(fullName),
    );
  });

  it('changes nothing the second time', async () => {
    assert.deepEqual(await run(), []);
  });

  it('keeps messages on the dead letter topic, for people', async () => {
    const data = Buffer.from('a letter').toString('base64');
    await call('POST', 'topics/closte-domain-dead-letter:publish', { messages: [{ data }] });
    const pulled = await call('POST', 'subscriptions/closte-domain-dead-letter:pull', {
      maxMessages: 1,
    });
    assert.ok(JSON.stringify(pulled).includes(data));
  });
});

const fullName = (part: string) => `projects/${PROJECT}/topics/closte-domain-${part}`;

const topicsSchema = v.object({ topics: v.array(v.object({ name: v.string() })) });

const subscriptionsSchema = v.object({
  subscriptions: v.array(v.object({ topic: v.string() })),
});
