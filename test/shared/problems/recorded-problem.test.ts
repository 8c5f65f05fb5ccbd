import assert from 'node:assert/strict';
import * as v from 'valibot';
import { exampleProblem, problem } from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES } from '../../../shared/problems/codes.ts';
import { phrase } from '../../../shared/problems/phrase.ts';
import {
  problemText,
  recordedProblem,
  recordedProblems,
  storedProblem,
} from '../../../shared/problems/recorded-problem.ts';
import { whereServed } from '../../../shared/problems/where.ts';

const read = (stored: unknown) => v.safeParse(recordedProblem, JSON.parse(JSON.stringify(stored)));

describe('a problem in a store', () => {
  for (const code of PROBLEM_CODES) {
    it(`is read as it was written: ${code}`, () => {
      const written = exampleProblem(code);
      assert.deepEqual(read(written).output, written);
    });
  }

  it('keeps phrases within phrases', () => {
    const written = problem('dns-server-failure', {
      name: 'shop.example.com',
      reason: phrase('lookup.no-reply', { seconds: 2.4 }),
      servers: [{ server: 'ns1', reason: 'REFUSED', isLame: true }, { server: 'ns2' }],
      notAsked: [
        phrase('lookup.server-failed', { server: 'ns3', reason: phrase('lookup.hung-up') }),
      ],
    });
    const { output } = read(written);
    assert.deepEqual(output, written);
    assert.equal(
      problemText(written).message,
      'The name servers of shop.example.com gave no answer: no reply within 2.4 s ' +
        '(ns1 is lame: REFUSED; ns3: it closed the connection before it replied; an answer from ns2).',
    );
  });

  it('keeps where its records are changed', () => {
    const written = exampleProblem('dns-wrong-address');
    const where = whereServed('example.com', ['ada.ns.cloudflare.com']);
    const placed = { ...written, fix: { ...written.fix, where } };
    assert.deepEqual(read(placed).output, placed);
    assert.match(
      problemText(placed).remedy,
      /Do this at Cloudflare, which serves example\.com \(ada\.ns\.cloudflare\.com\): https:/,
    );
  });

  it('of an earlier version keeps its text', () => {
    const earlier = {
      code: 'dns-wrong-address',
      severity: 'error',
      message: 'shop.example.com points at 198.51.100.9.',
      remedy: 'Change it',
    } as const;
    const { output } = read(earlier);
    assert.deepEqual(output, earlier);
    assert.deepEqual(problemText(earlier), { message: earlier.message, remedy: earlier.remedy });
  });

  it('is stored with its text, which the previous version reads', () => {
    const written = exampleProblem('dns-wrong-address');
    const stored = storedProblem(written);
    assert.deepEqual(stored, { ...written, ...problemText(written) });
    assert.deepEqual(read(stored).output, written);
  });

  it('keeps its text if a later version wrote other sentences', () => {
    const written = storedProblem(exampleProblem('dns-server-failure'));
    const later = { ...written, values: { name: 'a.example', reason: { sentence: 'of.later' } } };
    const { code, severity, message, remedy } = written;
    assert.deepEqual(read(later).output, { code, severity, message, remedy });
  });

  it('is dropped, without the others, if it cannot be read', () => {
    const good = exampleProblem('dns-proxied');
    assert.deepEqual(v.parse(recordedProblems, [good, { code: 'of-later' }, 7]), [good]);
  });

  const example = exampleProblem('dns-server-failure');
  for (const [what, stored] of [
    ['of an unknown code', { ...example, code: 'dns-haunted' }],
    ['with the values of another', { ...example, values: { domain: 'a.example' } }],
    [
      'with a sentence that is not in the catalogue',
      {
        ...example,
        values: { name: 'a.example', reason: { sentence: 'lookup.haunted' } },
      },
    ],
    [
      'with a sentence whose placeholder has no value',
      { ...example, values: { name: 'a.example', reason: { sentence: 'lookup.for-name' } } },
    ],
    ['without a fix', { code: example.code, severity: 'error', values: example.values }],
    ['that is a text', 'dns-no-records'],
  ] as const) {
    it(`is not read ${what}`, () => assert.equal(read(stored).success, false));
  }
});
