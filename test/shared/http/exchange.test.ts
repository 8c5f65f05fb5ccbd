import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { exchange } from '../../../shared/http/exchange.ts';
import { type Loopback, servingSockets } from '../../support/loopback.ts';

const ANSWER = 'HTTP/1.1 500 Error\r\ncontent-length: 2\r\n\r\n{}';
/** More than the buffers between two sockets hold. */
const LONG = 'x'.repeat(16 * 1024 * 1024);

describe('an exchange that was answered', () => {
  let uncaught: unknown[];
  const note = (error: unknown) => {
    uncaught.push(error);
  };
  beforeEach(() => {
    uncaught = [];
    process.prependListener('uncaughtException', note);
  });
  afterEach(() => {
    process.off('uncaughtException', note);
    assert.deepEqual(uncaught, []);
  });

  it('leaves no listener on the signal although the answer overtook the request', async () => {
    await using server = await servingSockets((socket) => {
      socket.write(ANSWER);
      socket.pause();
    });
    const stop = new AbortController();
    const request = { method: 'POST', url: server.origin, form: { a: LONG } } as const;
    assert.equal((await exchange(request, stop.signal)).status, 500);
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
    stop.abort();
    await turn();
  });

  it('ends the request that the answer overtook', async () => {
    const hungUp = Promise.withResolvers<void>();
    await using server = await servingSockets((socket) => {
      socket.write(ANSWER);
      socket.on('close', hungUp.resolve).resume();
    });
    const request = { method: 'POST', url: server.origin, form: { a: LONG } } as const;
    await exchange(request, new AbortController().signal);
    await hungUp.promise;
  });

  it('leaves nothing behind, whenever the event loop stalls', async () => {
    await using server = await servingElsewhere();
    for (let turns = 0; turns < 12; turns += 1) {
      const stop = new AbortController();
      const request = {
        method: 'POST',
        url: server.origin,
        form: { a: 'b' },
      } as const;
      const answered = exchange(request, stop.signal);
      for (let passed = 0; passed < turns; passed += 1) await turn();
      stall(20);
      await answered;
      assert.equal(getEventListeners(stop.signal, 'abort').length, 0, `after ${turns} turns`);
      stop.abort();
      await turn();
    }
  });
});

/** Blocks this thread. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A server in a thread of its own, which goes on while this one is blocked. */
async function servingElsewhere(): Promise<Loopback> {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:http').createServer((request, response) => {
       request.resume();
       response.end('{}');
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  const port = await new Promise((resolve) => worker.once('message', resolve));
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}
