import assert from 'node:assert/strict';
import { sentencesDocument } from '../../../infra/generate/sentences.ts';
import { CATALOGUE, exampleProblem } from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES } from '../../../shared/problems/codes.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';
import { ENGLISH } from '../../../shared/problems/sentences/english.ts';

describe('the sentences', () => {
  it('are all in the document for translators, by their keys', () => {
    const document: unknown = JSON.parse(sentencesDocument.text());
    assert.deepEqual(document, { language: 'en', sentences: ENGLISH });
  });

  for (const code of PROBLEM_CODES) {
    it(`have a value for each placeholder: ${code}`, () => {
      const { message, remedy } = problemText(exampleProblem(code));
      assert.doesNotMatch(`${message} ${remedy}`, /[{}]/);
      assert.equal(CATALOGUE[code].when.sentence, `${code}.when`);
    });
  }

  for (const [key, sentence] of Object.entries<string | Readonly<Record<string, string>>>(
    ENGLISH,
  )) {
    const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
    it(`have well-formed placeholders: ${key}`, () => {
      for (const form of forms) {
        assert.equal(form.replace(/\{[A-Za-z]+\}/g, '').search(/[{}]/), -1, form);
      }
    });
  }
});
