import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { publishToLog, publishToPubSub } from '../../../shared/reporting/publish.ts';
import { serving, servingSockets } from '../../support/loopback.ts';

const TOPIC = 'projects/test/topics/closte-domain-status';
const message = { type: 'domain.status', domain: 'shop.example.com' };

describe('publishing', () => {
  describe('to Pub/Sub', () => {
    const before = { ...process.env };
    const names = ['PUBSUB_EMULATOR_HOST', 'GOOGLE_CLOUD_PROJECT'];
    afterEach(() => {
      for (const name of names) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });

    function publisherAt(origin: string, patienceMs?: number) {
      const host = origin.replace('http://', '');
      Object.assign(process.env, { PUBSUB_EMULATOR_HOST: host, GOOGLE_CLOUD_PROJECT: 'test' });
      return publishToPubSub(patienceMs);
    }

    /** Pub/Sub with one topic; what was sent to it. */
    async function pubSub() {
      const received: { messages: { data: string; attributes: object }[] }[] = [];
      const server = await serving(async (request, response) => {
        const isThere = request.url === `/v1/${TOPIC}:publish`;
        if (isThere) received.push(JSON.parse(await text(request)));
        const missing = { error: { code: 404, message: 'Topic not found', status: 'NOT_FOUND' } };
        response
          .writeHead(isThere ? 200 : 404, { 'content-type': 'application/json' })
          .end(JSON.stringify(isThere ? { messageIds: ['42'] } : missing));
      });
      return { ...server, received };
    }

    for (const topic of ['closte-domain-status', TOPIC]) {
      it(`puts the message on ${topic}, with its type as an attribute`, async () => {
        await using server = await pubSub();
        await publisherAt(server.origin)(topic, message);
        const sent = server.received.flatMap(({ messages }) => messages);
        assert.deepEqual(
          sent.map(({ data, attributes }) => [
            JSON.parse(Buffer.from(data, 'base64').toString()),
            attributes,
          ]),
          [[message, { type: 'domain.status' }]],
        );
      });
    }

    it('fails if the topic is not there', async () => {
      await using server = await pubSub();
      await assert.rejects(publisherAt(server.origin)('another', message), /Topic not found/);
    });

    it('fails in time if nobody answers', async () => {
      await using silent = await servingSockets(() => {});
      await assert.rejects(
        publisherAt(silent.origin, 300)('closte-domain-status', message),
        /has not answered within 0\.3 s/,
      );
    });
  });

  it('to the log writes the message, where there is no Pub/Sub', async () => {
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
    await publishToLog(log)('closte-domain-status', message);
    const [line] = lines.map((text) => JSON.parse(text));
    assert.deepEqual([line.topic, line.published], ['closte-domain-status', message]);
  });
});
