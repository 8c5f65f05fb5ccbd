import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { askGoogle, GoogleApiError } from '../../../shared/settings/google-api.ts';
import { serving } from '../../support/loopback.ts';

describe("one of Google's APIs", () => {
  /** Answers with these, one after the other, the last one again and again. */
  async function api(...answers: [status: number, body: string][]) {
    const asked: string[] = [];
    const server = await serving(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${await text(request)}`.trim());
      const [status, body] = answers[Math.min(asked.length, answers.length) - 1] ?? [500, ''];
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    return { ...server, withCredentials: false, asked };
  }

  it('is asked, and sent what there is to send', async () => {
    await using google = await api([200, '{"a":1}']);
    assert.deepEqual(await askGoogle(google, '/v1/x:y'), { a: 1 });
    assert.deepEqual(await askGoogle(google, '/v1/x:z', { b: 2 }), { a: 1 });
    assert.deepEqual(google.asked, ['GET /v1/x:y', 'POST /v1/x:z {"b":2}']);
  });

  const refusals: [body: string, message: string, code: number | undefined][] = [
    ['{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}', 'no', 7],
    ['{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}', 'gone', 5],
    ['{"error":{"status":"A_NEW_ONE"}}', 'HTTP 400', undefined],
    ['<html>', 'HTTP 400', undefined],
  ];
  for (const [body, message, code] of refusals) {
    it(`that refuses with ${body} is not asked again`, async () => {
      await using google = await api([400, body]);
      await assert.rejects(askGoogle(google, '/'), (error) => {
        assert.ok(error instanceof GoogleApiError);
        assert.deepEqual([error.message, error.code], [message, code]);
        return true;
      });
      assert.equal(google.asked.length, 1);
    });
  }

  it('that is overloaded is asked again, three times in all', async () => {
    await using once = await api([503, ''], [200, '{}']);
    assert.deepEqual(await askGoogle(once, '/'), {});
    await using always = await api([429, '']);
    await assert.rejects(askGoogle(always, '/'), /HTTP 429/);
    assert.deepEqual([once.asked.length, always.asked.length], [2, 3]);
  });

  it('that nobody is there for says so', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await new Promise((closed) => server.close(closed));
    await assert.rejects(
      askGoogle({ origin: `http://127.0.0.1:${port}`, withCredentials: false }, '/'),
      /^GoogleApiError: 127\.0\.0\.1:\d+ cannot be reached$/,
    );
  });
});
