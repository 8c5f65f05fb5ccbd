import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeCaa } from '../../shared/verification/dns/caa-judgement.ts';
import type { Query } from '../../shared/verification/dns/client/message.ts';
import type { RecordType } from '../../shared/verification/dns/lookup.ts';
import { type StepCounter, stepCounter } from '../support/steps.ts';
import { hostileReply, MAX_BYTES } from './hostile-messages.ts';
import { HOSTILE_ZONES } from './hostile-zones.ts';
import { assertLinear } from './linear.ts';
import { TEXTS } from './texts.ts';

/** The lengths of similar texts, in characters. */
const LENGTHS = [2000, 4000, 8000];
const MOST_PER_CHARACTER = 25;
const MOST_PER_BYTE = 8;

describe('the steps of parsing strangers’ texts', () => {
  let counter: StepCounter;
  before(() => {
    counter = stepCounter(new URL('./parsers.ts', import.meta.url));
  });
  after(() => counter[Symbol.asyncDispose]());

  function assertReadLinearly(parser: string, made: (length: number) => string): Promise<void> {
    const texts = LENGTHS.map(made).map((input) => ({ input, size: input.length }));
    return assertLinear(counter, parser, texts, MOST_PER_CHARACTER);
  }

  for (const { parser, parts, bad } of TEXTS) {
    describe(`with ${parser}`, () => {
      for (const [what, made] of Object.entries(bad)) {
        it(`grow at most linearly with their length for ${what}`, () =>
          assertReadLinearly(parser, made));
      }

      it('grow at most linearly with their length for any repeated part', async () => {
        const some = fc
          .array(fc.constantFrom(...parts), { maxLength: 6 })
          .map((all) => all.join(''));
        const text = fc.tuple(some, fc.constantFrom(...parts), some, some);
        await fc.assert(
          fc.asyncProperty(text, ([before, first, more, after]) => {
            const part = first + more;
            return assertReadLinearly(
              parser,
              (length) => before + part.repeat(length / part.length) + after,
            );
          }),
          { numRuns: 20 },
        );
      });
    });
  }

  describe('in a reply of a DNS server', () => {
    const question = (name: string, type: RecordType): Query => ({
      id: 7,
      name,
      type,
      recursion: true,
      unchecked: false,
      edns: true,
    });

    function assertHeardLinearly(query: Query, messages: readonly Buffer[]): Promise<void> {
      const heard = messages.map((message) => ({
        input: { message, query },
        size: message.length,
      }));
      return assertLinear(counter, 'dnsMessage', heard, MOST_PER_BYTE);
    }

    const names = { short: 'a.example', long: `${'a.'.repeat(100)}example` };
    for (const [zone, replies] of Object.entries(HOSTILE_ZONES)) {
      for (const [which, name] of Object.entries(names)) {
        it(`grow at most linearly with its length, for a zone ${zone} and a ${which} name`, async () => {
          for (const type of ['A', 'NS', 'CAA'] as const) {
            const query = question(name, type);
            const parts = [4, 2, 1].map((part) => MAX_BYTES / part);
            await assertHeardLinearly(
              query,
              parts.map((bytes) => hostileReply(query, replies(query), bytes)),
            );
          }
        });
      }
    }

    it('grow at most linearly with its length, whatever its bytes are', async () => {
      const query = question('a.example', 'A');
      const start = hostileReply(query, {});
      start.fill(0xff, 6, 12);
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), (part) =>
          assertHeardLinearly(
            query,
            LENGTHS.map((length) =>
              Buffer.concat([start, Buffer.alloc(length, Buffer.from(part))]),
            ),
          ),
        ),
        { numRuns: 50 },
      );
    });
  });
});

describe('a CAA record that is made to be slow to parse', () => {
  const bad = TEXTS.find(({ parser }) => parser === 'caaValue')?.bad ?? {};
  for (const [what, made] of Object.entries(bad)) {
    it(`lets nobody issue with ${what}`, () => {
      for (const length of [97, 145, 2000]) {
        const record = { flags: 0, tag: 'issue', value: made(length) };
        assert.ok(!judgeCaa([record], 'letsencrypt.org', false).allowed);
      }
    });
  }
});
