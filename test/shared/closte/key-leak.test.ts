import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { CLOSTE_API_PATH, closteSandbox } from '../../../infra/local/sandbox/closte-api.ts';
import type { FaultKind } from '../../../infra/local/sandbox/closte-faults.ts';
import { closteClient } from '../../../shared/closte/client.ts';
import { ClosteError, type ClosteFailureKind } from '../../../shared/closte/failure.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { serving, servingSockets } from '../../support/loopback.ts';

const KEY = 'Secret/key+with=signs&more';
const SPELLINGS = [
  KEY,
  encodeURIComponent(KEY),
  new URLSearchParams({ k: KEY }).toString().slice(2),
];
const SHOP = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;

const FAULTS: readonly (readonly [FaultKind, ClosteFailureKind])[] = [
  ['error-500', 'unavailable'],
  ['empty-body', 'unavailable'],
  ['not-json', 'unavailable'],
  ['hang', 'unavailable'],
  ['reset', 'unavailable'],
  ['rate-limited', 'rate-limited'],
  ['unauthorized', 'unauthorized'],
  ['redirect', 'unexpected'],
  ['too-large', 'unavailable'],
  ['success-then-reset', 'unavailable'],
];

/** Answers that repeat the request, including the key. */
const ECHOES: Readonly<Record<string, (response: ServerResponse, sent: string) => void>> = {
  'an error with the request': (response, sent) => {
    response.end(JSON.stringify({ success: false, error: `Cannot read ${sent}` }));
  },
  'an error with the decoded key': (response, sent) => {
    const error = `Unknown key ${new URLSearchParams(sent).get('apikey')}`;
    response.end(JSON.stringify({ success: false, error }));
  },
  'HTTP 401 with the request': (response, sent) => {
    response.writeHead(401).end(JSON.stringify({ success: false, error: `Refused: ${sent}` }));
  },
  'HTTP 500 with the request': (response, sent) => {
    response.writeHead(500).end(JSON.stringify({ success: false, error: sent }));
  },
  'the request alone': (response, sent) => {
    response.end(sent);
  },
  'a redirect with the request': (response, sent) => {
    response.writeHead(302, { location: `/login?${sent}` }).end();
  },
  'a rate limit with the request': (response, sent) => {
    response.writeHead(429, { 'retry-after': sent }).end(sent);
  },
};

/** Everything that could be logged of the error. */
function everythingOf(error: ClosteError): string {
  return [
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    String(error.stack),
    String(error),
  ].join('\n');
}

async function failureAt(apiUrl: string, timeoutMs = 60_000): Promise<ClosteError> {
  const closte = closteClient({
    apiUrl,
    apiKey: fixedSecret(KEY),
    timeoutMs,
    retryDelaysMs: [],
  });
  try {
    await closte.addAlias(SHOP, NEVER);
  } catch (error) {
    assert.ok(error instanceof ClosteError, inspect(error));
    return error;
  }
  throw new Error('it did not fail');
}

function assertKeyless(error: ClosteError): void {
  const everything = everythingOf(error);
  for (const spelling of SPELLINGS) assert.ok(!everything.includes(spelling), everything);
  assert.equal(error.cause, undefined);
}

describe('a failure of Closte', () => {
  for (const [fault, kind] of FAULTS) {
    it(`is ${kind} for ${fault}, without the API key`, async () => {
      const sandbox = closteSandbox({ apiKey: KEY });
      sandbox.addFault({ kind: fault, times: 1 });
      await using server = await serving(sandbox.handler);
      const timeoutMs = fault === 'hang' ? 1500 : undefined;
      const error = await failureAt(server.origin + CLOSTE_API_PATH, timeoutMs);
      assert.equal(error.kind, kind);
      assertKeyless(error);
      assert.equal(sandbox.calls.length, 1);
    });
  }

  for (const [what, echo] of Object.entries(ECHOES)) {
    it(`is without the API key if Closte answers ${what}`, async () => {
      await using server = await serving(async (request, response) => {
        echo(response, await text(request));
      });
      assertKeyless(await failureAt(server.origin));
    });
  }

  it('is without the API key if the answer is not HTTP', async () => {
    await using server = await servingSockets((socket) => {
      socket.on('data', (sent) => socket.end(sent));
    });
    assertKeyless(await failureAt(server.origin));
  });

  it('is without the API key if nobody listens', async () => {
    const server = await serving(() => {});
    await server[Symbol.asyncDispose]();
    const error = await failureAt(server.origin);
    assert.equal(error.kind, 'unavailable');
    assertKeyless(error);
  });
});
