import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { post } from '../../../shared/closte/call.ts';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { share } from '../../support/effort.ts';
import { serving, servingSockets } from '../../support/loopback.ts';

const NEVER = new AbortController().signal;
const MEBIBYTE = 1024 * 1024;

const unavailable = (error: unknown) =>
  error instanceof ClosteError && error.kind === 'unavailable';

/** Serves `response` as the bytes of every answer, then closes the connection. */
const servingBytes = (response: string | Uint8Array) =>
  servingSockets((socket) => {
    socket.once('data', () => socket.end(response));
  });

describe('a call', () => {
  it('posts its fields as a form', async () => {
    const seen: { method?: string; url?: string; headers?: IncomingHttpHeaders; body?: string } =
      {};
    await using server = await serving(async (request, response) => {
      Object.assign(seen, { method: request.method, url: request.url, headers: request.headers });
      seen.body = await text(request);
      response.end('{}');
    });
    await post(`${server.origin}/api/x`, { apikey: 'a&b c', domain: '*.example.com' }, NEVER);
    assert.equal(seen.method, 'POST');
    assert.equal(seen.url, '/api/x');
    assert.equal(seen.headers?.['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(seen.headers?.['accept-encoding'], 'identity');
    assert.equal(seen.body, 'apikey=a%26b+c&domain=*.example.com');
  });

  it('accepts any status as an answer', async () => {
    await using server = await serving((_request, response) => {
      response.writeHead(503, { 'retry-after': '7' }).end('busy');
    });
    const answer = await post(server.origin, {}, NEVER);
    assert.deepEqual(answer, { status: 503, retryAfter: '7', body: Buffer.from('busy') });
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`does not follow a redirect (HTTP ${status})`, async () => {
      let requests = 0;
      await using server = await serving((_request, response) => {
        requests += 1;
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      assert.equal((await post(server.origin, { apikey: 'key' }, NEVER)).status, status);
      assert.equal(requests, 1);
    });
  }

  it('reads a body of 1 MiB, but none of one byte more', async () => {
    let size = MEBIBYTE;
    await using server = await serving((_request, response) => {
      response.end(Buffer.alloc(size, 'x'));
    });
    assert.equal((await post(server.origin, {}, NEVER)).body?.byteLength, MEBIBYTE);
    size += 1;
    assert.equal((await post(server.origin, {}, NEVER)).body, undefined);
  });

  it('stops reading an endless body, and closes the connection', async () => {
    const hungUp = Promise.withResolvers<void>();
    let sent = 0;
    await using server = await serving((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        do sent += chunk.byteLength;
        while (response.write(chunk));
      };
      response.on('drain', more).on('close', hungUp.resolve);
      more();
    });
    assert.equal((await post(server.origin, {}, NEVER)).body, undefined);
    await hungUp.promise;
    // The buffers of both ends hold some MiB more than what is read.
    assert.ok(sent < 64 * MEBIBYTE, `${sent} bytes were sent`);
  });

  it('does not decompress an answer', async () => {
    const packed = gzipSync(Buffer.alloc(16 * MEBIBYTE, ' '));
    await using server = await serving((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    assert.deepEqual((await post(server.origin, {}, NEVER)).body, packed);
  });

  it('does not retry by itself', async () => {
    let requests = 0;
    await using server = await serving((_request, response) => {
      requests += 1;
      response.socket?.resetAndDestroy();
    });
    await assert.rejects(post(server.origin, {}, NEVER), unavailable);
    assert.equal(requests, 1);
  });

  for (const [what, bytes] of [
    ['says nothing', ''],
    ['does not speak HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['stops in the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['stops in the body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"success":true}'],
    ['stops between chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n'],
    ['sends endless headers', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(MEBIBYTE)}\r\n\r\n`],
  ] as const) {
    it(`is unavailable if the server ${what}`, async () => {
      await using server = await servingBytes(bytes);
      await assert.rejects(post(server.origin, {}, NEVER), unavailable);
    });
  }

  it('reports the code of the failure', async () => {
    const server = await serving(() => {});
    await server[Symbol.asyncDispose]();
    await assert.rejects(
      post(server.origin, {}, NEVER),
      new ClosteError('unavailable', 'the connection failed (ECONNREFUSED)', undefined, false),
    );
  });

  it('throws only a ClosteError, whatever bytes arrive', async () => {
    let bytes: string | Uint8Array = '';
    await using server = await servingSockets((socket) => {
      socket.once('data', () => socket.end(bytes));
    });
    const head = fc
      .tuple(fc.integer({ min: 100, max: 999 }), fc.string(), fc.string())
      .map(([status, name, value]) => `HTTP/1.1 ${status} X\r\n${name}: ${value}\r\n\r\n`);
    const response = fc.oneof(
      fc.uint8Array(),
      head,
      fc.tuple(head, fc.uint8Array()).map(([h, body]) => Buffer.concat([Buffer.from(h), body])),
    );
    await fc.assert(
      fc.asyncProperty(response, async (served) => {
        bytes = served;
        try {
          await post(server.origin, { apikey: 'key' }, NEVER);
        } catch (error) {
          assert.ok(unavailable(error), String(error));
        }
      }),
      { numRuns: share(300) },
    );
  });

  describe('that is aborted', () => {
    it('is not sent if it was aborted before', async () => {
      let requests = 0;
      await using server = await serving((_request, response) => {
        requests += 1;
        response.end();
      });
      const call = post(server.origin, {}, AbortSignal.abort('stopped'));
      await assert.rejects(call, (thrown) => thrown === 'stopped');
      assert.equal(requests, 0);
    });

    for (const [when, begin] of [
      ['before the answer', undefined],
      ['within the body', 'half of'],
    ] as const) {
      it(`ends at once, and closes the connection, ${when}`, async () => {
        const received = Promise.withResolvers<void>();
        const hungUp = Promise.withResolvers<void>();
        await using server = await serving((_request, response) => {
          response.on('close', hungUp.resolve);
          if (begin) response.write(begin);
          received.resolve();
        });
        const aborting = new AbortController();
        const call = post(server.origin, {}, aborting.signal);
        await received.promise;
        const reason = new Error('shutting down');
        aborting.abort(reason);
        await assert.rejects(call, (thrown) => thrown === reason);
        await hungUp.promise;
      });
    }
  });
});
