import assert from 'node:assert/strict';
import { pino } from 'pino';
import { connectPubSub, publishToLog, publishToPubSub } from '../../../shared/reporting/publish.ts';
import { servingSockets } from '../../support/loopback.ts';
import { pubSubServer } from '../../support/pubsub-server.ts';

const TOPIC = 'projects/test/topics/closte-domain-status';
const message = { type: 'domain.status', domain: 'shop.example.com' };

describe('publishing', () => {
  describe('to Pub/Sub', () => {
    const before = { ...process.env };
    afterEach(() => {
      for (const name of [
        'PUBSUB_EMULATOR_HOST',
        'GOOGLE_CLOUD_PROJECT',
        'METADATA_SERVER_DETECTION',
      ]) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });
    /** A publisher to `host`, whose client is closed at the end of the block. */
    async function publisherAt(host: string, patienceMs?: number) {
      Object.assign(process.env, { PUBSUB_EMULATOR_HOST: host, GOOGLE_CLOUD_PROJECT: 'test' });
      const client = await connectPubSub();
      return {
        publish: publishToPubSub(async () => client, patienceMs),
        [Symbol.asyncDispose]: () => client.close(),
      };
    }

    it('publishes the message to the topic, with its type as an attribute', async () => {
      await using server = await pubSubServer(TOPIC);
      await using publisher = await publisherAt(server.host);
      await publisher.publish('closte-domain-status', message);
      assert.deepEqual(
        server.received.map(({ topic, data, attributes }) => [topic, JSON.parse(data), attributes]),
        [[TOPIC, message, { type: 'domain.status' }]],
      );
    });

    it('fails if the topic does not exist', async () => {
      await using server = await pubSubServer(TOPIC);
      await using publisher = await publisherAt(server.host);
      await assert.rejects(publisher.publish('another-topic', message), /Topic not found/);
    });

    it('connects anew with the next message if it could not connect', async () => {
      await using server = await pubSubServer(TOPIC);
      Object.assign(process.env, {
        PUBSUB_EMULATOR_HOST: server.host,
        GOOGLE_CLOUD_PROJECT: 'test',
      });
      const client = await connectPubSub();
      let tries = 0;
      const publish = publishToPubSub(async () => {
        tries += 1;
        if (tries === 1) throw new Error('no credentials');
        return client;
      });
      await assert.rejects(publish('closte-domain-status', message), /no credentials/);
      await publish('closte-domain-status', message);
      await publish('closte-domain-status', message);
      assert.deepEqual([tries, server.received.length], [2, 2]);
      await client.close();
    });

    it('fails in time if nobody answers', async () => {
      await using silent = await servingSockets(() => {});
      await using publisher = await publisherAt(silent.origin.replace('http://', ''), 300);
      await assert.rejects(
        publisher.publish('closte-domain-status', message),
        /has not accepted a message on closte-domain-status within 0\.3 s/,
      );
    });
  });

  it('to the log, without Pub/Sub, writes the message', async () => {
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
    await publishToLog(log)('closte-domain-status', message);
    const [line] = lines.map((text) => JSON.parse(text));
    assert.deepEqual([line.topic, line.published], ['closte-domain-status', message]);
  });
});
