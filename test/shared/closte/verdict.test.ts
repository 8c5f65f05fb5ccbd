import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Question } from '../../../shared/closte/api-result.ts';
import { ClosteError, type ClosteFailureKind } from '../../../shared/closte/failure.ts';
import type { ClosteResponse } from '../../../shared/closte/response.ts';
import {
  readAdded,
  readCertificateRequested,
  readConnectionTest,
  readRemoved,
} from '../../../shared/closte/verdict.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { share } from '../../support/effort.ts';

const KEY = 'key-that-nobody-may-see';
const QUESTION: Question = {
  apiKey: KEY,
  domain: parseDomainName('shop.example.com'),
  now: Date.parse('2026-11-22T10:00:00Z'),
};

function answer(status: number, body: string | Uint8Array, retryAfter?: string): ClosteResponse {
  return { status, retryAfter, body: Buffer.from(body) };
}

const saying = (error: string, status = 200) =>
  answer(status, JSON.stringify({ success: false, error }));

type Reader = (answer: ClosteResponse, question: Question) => unknown;

/** The kind of the error if it fails; otherwise what it returns, or `done`. */
function outcome(read: Reader, from: ClosteResponse): unknown {
  try {
    return read(from, QUESTION) ?? 'done';
  } catch (error) {
    if (error instanceof ClosteError) return error.kind;
    throw error;
  }
}

function failureOf(read: Reader, from: ClosteResponse): ClosteError {
  try {
    read(from, QUESTION);
  } catch (error) {
    if (error instanceof ClosteError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

type Ends = ClosteFailureKind | 'done';

/** An error of Closte, and the verdict on it when adding and when removing. */
const OF_ERRORS: readonly (readonly [string, Ends, Ends])[] = [
  ['Invalid or empty domain: shop.example.com', 'refused-domain', 'done'],
  ['Domain alias already exists', 'done', 'unexpected'],
  ['Domain alias does not exist', 'unexpected', 'done'],
  ['Domain already in use by another account', 'refused-domain', 'refused-domain'],
  ['Domain already in use', 'done', 'unexpected'],
  ['Operation in progress by another user, try again later', 'unexpected', 'unexpected'],
  ['Invalid API key', 'unauthorized', 'unauthorized'],
  ['Something else', 'unexpected', 'unexpected'],
];

/** Answers with the same outcome for every request except that for a certificate. */
const OF_ANSWERS: readonly (readonly [string, ClosteResponse, ClosteFailureKind])[] = [
  ['HTTP 401', answer(401, ''), 'unauthorized'],
  ['HTTP 403', answer(403, '<h1>Forbidden</h1>'), 'unauthorized'],
  ['HTTP 403 that is too long', { ...answer(403, ''), body: undefined }, 'unauthorized'],
  ['HTTP 429', answer(429, ''), 'rate-limited'],
  ['HTTP 429 with a success', answer(429, '{"success":true}'), 'rate-limited'],
  ['HTTP 500', answer(500, ''), 'unavailable'],
  ['HTTP 500 with a success', answer(500, '{"success":true}'), 'unavailable'],
  [
    'HTTP 503 that says that the domain exists',
    saying('Domain already exists', 503),
    'unavailable',
  ],
  ['HTTP 301', answer(301, ''), 'unexpected'],
  ['HTTP 302 with a success', answer(302, '{"success":true}'), 'unexpected'],
  ['HTTP 404 without JSON', answer(404, 'Not Found'), 'unavailable'],
  ['HTTP 404 with a success', answer(404, '{"success":true}'), 'unexpected'],
  ['HTTP 404 for a missing endpoint', saying('Not found', 404), 'unexpected'],
  ['an empty body', answer(200, ''), 'unavailable'],
  ['HTTP 204', answer(204, ''), 'unavailable'],
  ['a body that is too long', { ...answer(200, ''), body: undefined }, 'unavailable'],
  ['HTML', answer(200, '<h1>Hello</h1>'), 'unavailable'],
  ['half a reply', answer(200, '{"success":tr'), 'unavailable'],
  ['bytes that are not UTF-8', answer(200, new Uint8Array([0x22, 0xff, 0x22])), 'unavailable'],
  ['null', answer(200, 'null'), 'unexpected'],
  ['a number', answer(200, '1'), 'unexpected'],
  ['a list', answer(200, '[{"success":true}]'), 'unexpected'],
  ['an object without success', answer(200, '{"ok":true}'), 'unexpected'],
  ['a success that is a word', answer(200, '{"success":"true"}'), 'unexpected'],
  ['a failure without an error', answer(200, '{"success":false}'), 'unexpected'],
  ['a failure whose error is not text', answer(200, '{"success":false,"error":{}}'), 'unexpected'],
  ['an inherited success', answer(200, '{"__proto__":{"success":true}}'), 'unexpected'],
];

describe('the verdict on an answer', () => {
  it('is done for a success', () => {
    assert.equal(outcome(readAdded, answer(200, '{"success":true}')), 'done');
    assert.equal(outcome(readRemoved, answer(200, '{"success":true}')), 'done');
  });

  for (const [error, added, removed] of OF_ERRORS) {
    for (const status of [200, 400, 404]) {
      it(`on "${error}" with HTTP ${status} is ${added} when adding, ${removed} when removing`, () => {
        assert.equal(outcome(readAdded, saying(error, status)), added);
        assert.equal(outcome(readRemoved, saying(error, status)), removed);
      });
    }
  }

  for (const [what, from, kind] of OF_ANSWERS) {
    it(`on ${what} is ${kind}`, () => {
      assert.equal(outcome(readAdded, from), kind);
      assert.equal(outcome(readRemoved, from), kind);
      assert.equal(outcome(readConnectionTest, from), kind);
    });
  }

  it('includes the words of Closte', () => {
    const refused = saying('Invalid or empty domain: shop.example.com');
    assert.equal(
      failureOf(readAdded, refused).message,
      'Invalid or empty domain: shop.example.com',
    );
    assert.equal(failureOf(readAdded, saying('Overload', 500)).message, 'HTTP 500: Overload');
    assert.equal(
      failureOf(readAdded, saying('Expired', 401)).message,
      'Closte refuses the API key (HTTP 401): Expired',
    );
  });

  for (const status of [200, 400, 401, 403, 404, 429, 500, 503]) {
    it(`never shows the key that HTTP ${status} echoes`, () => {
      const from = saying(`Unknown ${KEY}, ${encodeURIComponent(KEY)}`, status);
      for (const read of [readAdded, readRemoved, readConnectionTest]) {
        assert.ok(!failureOf(read, from).message.includes(KEY));
      }
    });
  }

  it('passes on Retry-After, with HTTP 429 and 503', () => {
    assert.equal(failureOf(readAdded, answer(429, '', '30')).retryAfterMs, 30_000);
    assert.equal(failureOf(readAdded, answer(503, '', '30')).retryAfterMs, 30_000);
    const date = 'Sun, 22 Nov 2026 10:01:00 GMT';
    assert.equal(failureOf(readAdded, answer(503, '', date)).retryAfterMs, 60_000);
    assert.equal(failureOf(readAdded, answer(500, '', '30')).retryAfterMs, undefined);
    assert.equal(failureOf(readAdded, answer(429, '')).retryAfterMs, undefined);
  });

  it('throws only a ClosteError, whatever the answer', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .record(
          {
            success: fc.oneof(fc.boolean(), fc.jsonValue()),
            error: fc.oneof(fc.string(), fc.jsonValue()),
          },
          { requiredKeys: [] },
        )
        .map((reply) => Buffer.from(JSON.stringify(reply))),
    );
    const anyAnswer: fc.Arbitrary<ClosteResponse> = fc.record({
      status: fc.integer({ min: 100, max: 999 }),
      retryAfter: fc.option(fc.string(), { nil: undefined }),
      body: fc.option(body, { nil: undefined }),
    });
    const readers = [readAdded, readRemoved, readConnectionTest, readCertificateRequested];
    fc.assert(
      fc.property(anyAnswer, fc.constantFrom(...readers), (from, read) => {
        outcome(read, from);
      }),
      { numRuns: share(1000) },
    );
  });
});

describe('the connection test', () => {
  for (const [what, from, expected] of [
    ['the error is about the empty domain', saying('Invalid or empty domain: '), 'done'],
    ['the space at its end is missing', saying('Invalid or empty domain:'), 'done'],
    ['it comes with HTTP 400', saying('Invalid or empty domain: ', 400), 'done'],
    ['it comes with HTTP 401', saying('Invalid or empty domain: ', 401), 'unauthorized'],
    ['the error is about some domain', saying('Invalid or empty domain: x.com'), 'unexpected'],
    ['the error is about the key', saying('Invalid API key'), 'unauthorized'],
    ['the error is about anything else', saying('Domain already exists'), 'unexpected'],
    ['it is a success', answer(200, '{"success":true}'), 'unexpected'],
  ] as const) {
    it(`is ${expected} if ${what}`, () => {
      assert.equal(outcome(readConnectionTest, from), expected);
    });
  }
});

describe('an endpoint for certificates', () => {
  for (const [what, from, expected] of [
    ['success', answer(200, '{"success":true}'), 'answered'],
    ['any error with HTTP 200', saying('Not now'), 'answered'],
    ['an empty body with HTTP 200', answer(200, ''), 'answered'],
    ['HTML with HTTP 200', answer(200, '<h1>Hello</h1>'), 'answered'],
    ['HTTP 302', answer(302, ''), 'missing'],
    ['HTTP 400', saying('Bad request', 400), 'missing'],
    ['HTTP 404', answer(404, ''), 'missing'],
    ['HTTP 500', answer(500, ''), 'missing'],
    ['HTTP 503', answer(503, '', '30'), 'missing'],
    ['HTTP 401', answer(401, ''), 'unauthorized'],
    ['HTTP 429', answer(429, ''), 'rate-limited'],
    ['an error about the key', saying('Invalid API key'), 'unauthorized'],
  ] as const) {
    it(`that says ${what}: ${expected}`, () => {
      assert.equal(outcome(readCertificateRequested, from), expected);
    });
  }
});
