import assert from 'node:assert/strict';
import { pino } from 'pino';
import {
  CLOSTE_API_PATH,
  type ClosteSandboxOptions,
  closteSandbox,
} from '../../../infra/local/sandbox/closte-api.ts';
import type { FaultKind } from '../../../infra/local/sandbox/closte-faults.ts';
import { closteAliasHost } from '../../../shared/closte/alias-host.ts';
import { type Closte, closteClient } from '../../../shared/closte/client.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import type { AliasHost } from '../../../shared/engine/alias-host.ts';
import type { AliasOutcome } from '../../../shared/lifecycle/apply-alias.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { serving } from '../../support/loopback.ts';

const KEY = 'the-key';
const shop = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;

/** An alias host over `closte`, with its log and its memory. */
function hostOver(closte: Closte) {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line: string) => lines.push(JSON.parse(line)) },
  );
  const written: unknown[] = [];
  const memory = {
    read: async () => written.at(-1),
    async write(value: unknown) {
      written.push(value);
    },
  };
  const host: AliasHost = closteAliasHost({ closte, memory, log, now: () => 0 });
  return { host, lines, written };
}

/** Closte as a real server, and the host over it. */
async function start(options: Partial<ClosteSandboxOptions> = {}) {
  const sandbox = closteSandbox({ apiKey: KEY, ...options });
  const server = await serving(sandbox.handler);
  const closte = closteClient({
    apiUrl: server.origin + CLOSTE_API_PATH,
    apiKey: fixedSecret(KEY),
    retryDelaysMs: [],
  });
  return {
    sandbox,
    ...hostOver(closte),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('Closte as the host of the aliases', () => {
  it('adds and removes an alias, asks for its certificate, and has nothing to log', async () => {
    await using at = await start();
    assert.deepEqual(await at.host.add(shop, NEVER), { kind: 'done' });
    assert.deepEqual(
      at.sandbox.aliases().map(({ domain }) => domain),
      [shop],
    );
    assert.equal(await at.host.requestCertificate(shop, NEVER), 'asked');
    assert.deepEqual(at.written, [{ path: '/installssl', askedAt: 0 }]);
    assert.deepEqual(await at.host.remove(shop, NEVER), { kind: 'done' });
    assert.deepEqual(at.sandbox.aliases(), []);
    assert.deepEqual(at.lines, []);
  });

  it('reports a refused domain as refused, with the reason', async () => {
    await using at = await start({ refuses: () => true });
    const reason = `Invalid or empty domain: ${shop}`;
    assert.deepEqual(await at.host.add(shop, NEVER), { kind: 'refused', reason });
    const closteFailure = 'refused-domain';
    const line = { level: 40, domain: shop, step: 'add-alias', closteFailure, msg: reason };
    assert.deepEqual(at.lines, [line]);
  });

  it('reports a call as in doubt if any of its attempts is', async () => {
    const sandbox = closteSandbox({ apiKey: KEY });
    await using server = await serving(sandbox.handler);
    const apiUrl = server.origin + CLOSTE_API_PATH;
    const closte = closteClient({ apiUrl, apiKey: fixedSecret(KEY), retryDelaysMs: [0, 0] });
    const { host } = hostOver(closte);
    const meeting = async (...faults: FaultKind[]) => {
      for (const kind of faults) sandbox.addFault({ kind, times: 1 });
      const { kind, inDoubt = false } = await host.add(shop, NEVER);
      return [kind, inDoubt];
    };
    assert.deepEqual(await meeting(), ['done', false]);
    assert.deepEqual(await meeting('error-500'), ['done', true]);
    assert.deepEqual(await meeting('reset', 'rate-limited'), ['failed', true]);
    assert.deepEqual(await meeting('reset', 'unauthorized'), ['unauthorized', true]);
    assert.deepEqual(await meeting('error-500', 'error-500', 'reset'), ['failed', true]);
    assert.deepEqual(await meeting('rate-limited'), ['failed', false]);
    assert.deepEqual(await meeting('unauthorized'), ['unauthorized', false]);
  });

  it('reports a call as not in doubt if no connection was made', async () => {
    const server = await serving(() => {});
    await server[Symbol.asyncDispose]();
    const apiUrl = server.origin + CLOSTE_API_PATH;
    const closte = closteClient({ apiUrl, apiKey: fixedSecret(KEY), retryDelaysMs: [] });
    const { kind, inDoubt = false } = await hostOver(closte).host.remove(shop, NEVER);
    assert.deepEqual([kind, inDoubt], ['failed', false]);
  });

  const failures: readonly (readonly [FaultKind, string, AliasOutcome | RegExp])[] = [
    ['unauthorized', 'unauthorized', { kind: 'unauthorized' }],
    ['rate-limited', 'rate-limited', /^failed 30000 Closte received too many requests/],
    ['error-500', 'unavailable', /^failed undefined HTTP 500/],
    ['redirect', 'unexpected', /^failed undefined Closte redirects/],
  ];
  for (const [fault, closteFailure, expected] of failures) {
    for (const [method, step] of [
      ['add', 'add-alias'],
      ['remove', 'remove-alias'],
    ] as const) {
      it(`reports and logs ${fault} when it is to ${method}`, async () => {
        await using at = await start();
        at.sandbox.addFault({ kind: fault, times: 1 });
        const outcome = await at.host[method](shop, NEVER);
        if (expected instanceof RegExp) {
          assert.ok(outcome.kind === 'failed');
          assert.match(`${outcome.kind} ${outcome.retryAfterMs} ${outcome.reason}`, expected);
        } else assert.deepEqual(outcome, expected);

        const [{ msg, ...fields } = {}, ...more] = at.lines;
        assert.deepEqual(fields, { level: 40, domain: shop, step, closteFailure });
        if (outcome.kind === 'failed') assert.equal(msg, outcome.reason);
        else assert.match(String(msg), /^Closte refuses the API key/);
        assert.deepEqual(more, []);
      });
    }

    it(`reports ${fault} when it is tested, without logging it`, async () => {
      await using at = await start();
      at.sandbox.addFault({ kind: fault, times: 1 });
      const { message, ...rest } = (await at.host.test(NEVER)) ?? {};
      const retryAfterMs = fault === 'rate-limited' ? 30_000 : undefined;
      assert.deepEqual(rest, { kind: closteFailure, retryAfterMs });
      assert.ok(message);
      assert.deepEqual(at.lines, []);
    });
  }

  it('reports and logs a failed certificate request once for all domains', async () => {
    await using at = await start();
    at.sandbox.addFault({ kind: 'rate-limited', times: 1 });
    assert.equal(await at.host.requestCertificate(shop, NEVER), 'failed');
    const step = 'request-certificate';
    const msg = 'Closte received too many requests (HTTP 429)';
    const line = { level: 40, domain: shop, step, closteFailure: 'rate-limited', msg };
    assert.equal(at.sandbox.calls.length, 1);
    assert.deepEqual(at.lines, [line]);
    assert.partialDeepStrictEqual(at.written, [{ path: null }]);
  });

  it('passes its test if Closte accepts the key', async () => {
    await using at = await start();
    assert.equal(await at.host.test(NEVER), undefined);
  });

  it('rejects with the reason of the signal, and with a fault of our own', async () => {
    for (const thrown of ['shutting down', new TypeError('a bug')]) {
      const failing = () => Promise.reject(thrown);
      const { host, lines } = hostOver({
        addAlias: failing,
        removeAlias: failing,
        requestCertificate: failing,
        testConnection: failing,
      });
      const calls = [
        host.add(shop, NEVER),
        host.remove(shop, NEVER),
        host.requestCertificate(shop, NEVER),
        host.test(NEVER),
      ];
      for (const call of calls) await assert.rejects(call, (error) => error === thrown);
      assert.deepEqual(lines, []);
    }
  });
});
