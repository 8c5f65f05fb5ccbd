import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { deliver, delivery } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const FORGED = '{"severity":"EMERGENCY"}';
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Bodies that the framework cannot read, with the type that they claim. */
const BODIES: readonly [type: string, body: string][] = [
  ['text/plain', `x\n${FORGED}\n\u001b[2J\u202e`],
  ['application/x-www-form-urlencoded', `a=x\n${FORGED}\n&__proto__[b]=1`],
  ['application/json', `\n${FORGED}\n\u001b[2J`],
  ['application/json', `"\n${FORGED}\n"`],
  ['application/cloudevents+json', `\n${FORGED}\nx`],
  ['application/json; charset=utf-16', `\n${FORGED}\n`],
  ['application/json; charset=\u00ff', '{}'],
  ['application/cloudevents-batch+json', `[${FORGED},\n${FORGED}]`],
];

describe('a request of somebody who may call a function', () => {
  let outside: Outside;
  let events: FunctionProcess;
  let inText: FunctionProcess;
  let verify: FunctionProcess;
  let all: FunctionProcess[];
  before(async () => {
    outside = await startOutside();
    [events, inText, verify] = await Promise.all([
      startFunction('domainEvents', outside.environment),
      startFunction('domainEvents', { ...outside.environment, LOG_FORMAT: 'text' }),
      startFunction('verifyDomains', outside.environment),
    ]);
    all = [events, inText, verify];
  });
  after(async () => {
    await Promise.all((all ?? []).map((one) => one.close()));
    await outside?.close();
  });

  for (const [type, body] of BODIES) {
    it(`forges no line of the log: ${type}, ${JSON.stringify(body)}`, async () => {
      for (const { url } of all) {
        for (const headers of [{}, delivery({}).headers]) {
          const sent = { ...headers, 'content-type': type };
          await (await fetch(url, { method: 'POST', headers: sent, body })).text();
        }
      }
      const lines = [events, verify].flatMap(({ output }) => output().split('\n'));
      const others = lines.filter(
        (line) => !/^(\{.*\}|(Serving|Function|Sign|URL).*|)$/.test(line),
      );
      assert.deepEqual(others, []);
      assert.ok(!lines.includes(FORGED));
      const shown = inText.output().split('\n');
      assert.deepEqual(
        shown.filter((line) => UNSEEN.test(line) || line === FORGED),
        [],
      );
    });
  }

  it('is answered in a line of the log if it has no body', async () => {
    const response = await fetch(events.url);
    assert.equal(response.status, 500);
    await response.text();
    // It is written once the request has been answered.
    const traced = () =>
      events.log().find(({ stack_trace }) => /TypeError.*\n +at /.test(`${stack_trace}`));
    while (!traced()) await sleep(20);
    assert.equal(traced()?.severity, 'ERROR');
  });

  it('is not unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    for (const { url, pid } of all) {
      for (const type of ['application/json', 'application/cloudevents+json', 'text/plain']) {
        for (const encoding of ['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x']) {
          const headers = {
            ...delivery({}).headers,
            'content-type': type,
            'content-encoding': encoding,
          };
          const response = await fetch(url, { method: 'POST', headers, body: packed });
          await response.text();
          assert.equal(response.status, 415, `${type} ${encoding}`);
        }
      }
      if (process.platform !== 'linux') continue;
      const [, peakKiB] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      assert.ok(Number(peakKiB) < 400 * 1024, `${peakKiB} KiB`);
    }
  });

  it('keeps nobody else out', async () => {
    assert.ok((await deliver(events.url, aMessage('domain.created'))).ok);
    assert.ok((await fetch(verify.url, { method: 'POST' })).ok);
  });
});
