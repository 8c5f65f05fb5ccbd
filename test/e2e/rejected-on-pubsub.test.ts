import assert from 'node:assert/strict';
import { PubSub } from '@google-cloud/pubsub';
import { workplace } from '../infra/cli/cli.ts';
import { describeOn } from '../support/emulators.ts';
import { aMessage } from '../support/events.ts';

const PROJECT = 'demo-rejected';
const REJECTED = 'closte-domain-rejected';
const DEAD_LETTER = 'closte-domain-dead-letter';
const EVENTS = 'closte-domain-events';

describeOn(['pubsub'], 'closte-domains rejected, with Pub/Sub', () => {
  it('lists the messages of both subscriptions, and publishes one again', async () => {
    await using place = await workplace();
    const client = new PubSub({ projectId: PROJECT });
    for (const name of [REJECTED, DEAD_LETTER, EVENTS]) {
      const [topic] = await client.createTopic(name);
      await topic.createSubscription(name, { ackDeadlineSeconds: 10 });
    }
    const event = aMessage('domain.created', { domain: 'https://shop.example.com' });
    const data = JSON.stringify(event);
    await client
      .topic(REJECTED)
      .publishMessage({ json: { at: '2026-11-26T10:00:00.000Z', reason: 'domain: no', data } });
    await client.topic(DEAD_LETTER).publishMessage({ json: aMessage('domain.check') });

    const environment = {
      PUBSUB_EMULATOR_HOST: process.env.PUBSUB_EMULATOR_HOST ?? '',
      METADATA_SERVER_DETECTION: 'none',
      GOOGLE_CLOUD_PROJECT: PROJECT,
    };
    const listed = async () => {
      const { stdout } = await place.cli(['rejected', '--json'], environment);
      const { rejected }: { rejected: { id: string; reason: string }[] } = JSON.parse(stdout);
      return rejected;
    };
    const before = await listed();
    assert.deepEqual(before.map(({ reason }) => reason).sort(), [
      'domain: no',
      'no delivery could record it',
    ]);
    const { id = '' } = before.find(({ reason }) => reason === 'domain: no') ?? {};
    const { code, stdout, stderr } = await place.cli(
      ['rejected', 'publish', id, '--domain', 'shop.example.com'],
      environment,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Published domain\.created again, to the topic closte-domain-events, /);
    assert.deepEqual(
      (await listed()).map(({ reason }) => reason),
      ['no delivery could record it'],
    );
    await client.close();
  });
});
