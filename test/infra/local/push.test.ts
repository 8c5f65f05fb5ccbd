import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { listen } from '../../../infra/local/listening.ts';
import type { QueuedMessage } from '../../../infra/local/message-queue.ts';
import { pushTo } from '../../../infra/local/push.ts';

const NEVER = new AbortController().signal;

const MESSAGE: QueuedMessage = {
  id: '7',
  topic: 'projects/p/topics/closte-domain-events',
  data: 'eyJ9',
  attributes: { type: 'domain.created' },
  orderingKey: 'shop.example.com',
  publishedAt: Date.UTC(2026, 10, 22, 10),
  failures: 0,
};

describe('a push', () => {
  it('posts the message in the form of a push subscription', async () => {
    await using endpoint = await listen('127.0.0.1', 0);
    const seen: { request?: IncomingMessage; body?: unknown } = {};
    endpoint.serve(async (request, response) => {
      seen.request = request;
      seen.body = await json(request);
      response.writeHead(204).end();
    });
    await pushTo(endpoint.origin)(MESSAGE, NEVER);
    assert.equal(seen.request?.method, 'POST');
    assert.equal(seen.request?.url, '/projects/p/topics/closte-domain-events');
    assert.deepEqual(seen.body, {
      subscription: 'projects/local/subscriptions/domain-events',
      message: {
        data: 'eyJ9',
        attributes: { type: 'domain.created' },
        messageId: '7',
        publishTime: '2026-11-22T10:00:00.000Z',
        orderingKey: 'shop.example.com',
      },
    });
  });

  for (const status of [302, 404, 500, 503]) {
    it(`is not acknowledged with HTTP ${status}`, async () => {
      await using endpoint = await listen('127.0.0.1', 0);
      endpoint.serve((_request, response) => response.writeHead(status).end('no'));
      await assert.rejects(pushTo(endpoint.origin)(MESSAGE, NEVER), /HTTP \d/);
    });
  }

  it('is not acknowledged if nobody listens', async () => {
    const endpoint = await listen('127.0.0.1', 0);
    await endpoint[Symbol.asyncDispose]();
    await assert.rejects(pushTo(endpoint.origin)(MESSAGE, NEVER));
  });

  it('ends with its signal', async () => {
    await using endpoint = await listen('127.0.0.1', 0);
    const arrived = new AbortController();
    endpoint.serve(() => arrived.abort());
    const interrupted = new AbortController();
    const push = pushTo(endpoint.origin)(MESSAGE, interrupted.signal);
    await once(arrived.signal, 'abort');
    interrupted.abort();
    await assert.rejects(push, { name: 'AbortError' });
  });
});
