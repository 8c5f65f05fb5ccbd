import assert from 'node:assert/strict';
import { listen } from '../../../infra/local/listening.ts';
import type { PublishedMessage } from '../../../infra/local/message-queue.ts';
import { publishApi } from '../../../infra/local/publish-api.ts';

const PATH = '/v1/projects/p/topics/closte-domain-events:publish';
const EMPTY =
  'One or more messages in the publish request is empty. Each message must contain either ' +
  'non-empty data, or at least one attribute.';

interface Running extends AsyncDisposable {
  readonly accepted: { topic: string; messages: readonly PublishedMessage[] }[];
  readonly post: (body: string | object, path?: string) => Promise<[status: number, body: unknown]>;
}

async function start(
  accept = (_topic: string, messages: readonly PublishedMessage[]) =>
    messages.map((_, index) => String(index + 1)),
): Promise<Running> {
  const server = await listen('127.0.0.1', 0);
  const accepted: Running['accepted'] = [];
  const broker = {
    accept: (topic: string, messages: readonly PublishedMessage[]) => {
      accepted.push({ topic, messages });
      return accept(topic, messages);
    },
  };
  server.serve((request, response) => publishApi(request, response, broker));
  return {
    accepted,
    post: async (body, path = PATH) => {
      const response = await fetch(server.origin + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return [response.status, await response.json()];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const failure = (code: number, status: string, message: string) => [
  code,
  { error: { code, message, status } },
];

describe('the publish endpoint', () => {
  it('answers with the ids of the messages that the broker accepted', async () => {
    await using api = await start();
    const messages = [
      { data: 'eyJ9', attributes: { type: 'domain.created' }, orderingKey: 'shop.example.com' },
      { data: 'eyJ9' },
      { attributes: { type: 'domain.created' } },
    ];
    assert.deepEqual(await api.post({ messages }), [200, { messageIds: ['1', '2', '3'] }]);
    assert.deepEqual(api.accepted, [
      {
        topic: 'projects/p/topics/closte-domain-events',
        messages: [
          { data: 'eyJ9', attributes: { type: 'domain.created' }, orderingKey: 'shop.example.com' },
          { data: 'eyJ9', attributes: {}, orderingKey: '' },
          { data: '', attributes: { type: 'domain.created' }, orderingKey: '' },
        ],
      },
    ]);
  });

  const spellings = [
    ['YQ==', 'YQ=='],
    ['YQ', 'YQ=='],
    ['YWI=', 'YWI='],
    ['YWI', 'YWI='],
    ['YWJj', 'YWJj'],
    ['+/+/', '+/+/'],
    ['-_-_', '+/+/'],
  ];
  for (const [written, data] of spellings) {
    it(`reads ${written} as base64, and passes it on as ${data}`, async () => {
      await using api = await start();
      await api.post({ messages: [{ data: written }] });
      assert.equal(api.accepted[0]?.messages[0]?.data, data);
    });
  }

  const invalid: [what: string, body: string | object, message: string][] = [
    ['no JSON', 'data', 'Invalid JSON payload received.'],
    ['no object', '[]', "Invalid value at 'messages': is missing"],
    ['no messages', {}, "Invalid value at 'messages': is missing"],
    ['no list', { messages: {} }, "Invalid value at 'messages': must be a list"],
    [
      'an empty list',
      { messages: [] },
      "Invalid value at 'messages': must have at least 1 message",
    ],
    ['an empty message', { messages: [{}] }, EMPTY],
    ['empty data', { messages: [{ data: 'eyJ9' }, { data: '', attributes: {} }] }, EMPTY],
    [
      'a message that is not an object',
      { messages: ['eyJ9'] },
      "Invalid value at 'messages[0]': must be an object",
    ],
    [
      'bad base64',
      { messages: [{ data: 'eyJ9' }, { data: 'e{}' }] },
      "Invalid value at 'messages[1].data': Base64 decoding failed",
    ],
    [
      'cut base64',
      { messages: [{ data: 'eyJ9e' }] },
      "Invalid value at 'messages[0].data': Base64 decoding failed",
    ],
    [
      'base64 with too much padding',
      { messages: [{ data: 'eyJ9=' }] },
      "Invalid value at 'messages[0].data': Base64 decoding failed",
    ],
    [
      'an attribute that is no string',
      { messages: [{ data: 'eyJ9', attributes: { type: 1 } }] },
      "Invalid value at 'messages[0].attributes.type': must be a string",
    ],
    [
      'over 1000 messages',
      { messages: Array.from({ length: 1001 }, () => ({ data: 'eyJ9' })) },
      "Invalid value at 'messages': must have at most 1000 messages",
    ],
    [
      'over 10 MiB',
      ' '.repeat(10 * 1024 * 1024 + 1),
      'Request payload size exceeds the limit: 10485760 bytes.',
    ],
  ];
  for (const [what, body, message] of invalid) {
    it(`refuses ${what}, as Google's APIs do`, async () => {
      await using api = await start();
      assert.deepEqual(await api.post(body), failure(400, 'INVALID_ARGUMENT', message));
      assert.deepEqual(api.accepted, []);
    });
  }

  it('does not know any other topic', async () => {
    await using api = await start();
    assert.deepEqual(
      await api.post({ messages: [{ data: 'eyJ9' }] }, '/v1/projects/p/topics/other:publish'),
      failure(404, 'NOT_FOUND', 'Resource not found (resource=other).'),
    );
  });

  it('does not know the rest of Pub/Sub', async () => {
    await using api = await start();
    const [code] = await api.post({}, '/v1/projects/p/topics/closte-domain-events');
    assert.equal(code, 404);
  });

  it('answers that it is unavailable if the messages cannot be stored', async () => {
    await using api = await start(() => {
      throw new Error('disk full');
    });
    assert.deepEqual(
      await api.post({ messages: [{ data: 'eyJ9' }] }),
      failure(503, 'UNAVAILABLE', 'The messages could not be stored: Error: disk full'),
    );
  });
});
