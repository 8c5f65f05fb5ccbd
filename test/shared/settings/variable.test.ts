import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  describedVariables,
  type Environment,
  optionalVariable,
  readVariables,
  setTo,
  variable,
} from '../../../shared/settings/variable.ts';

const seconds = v.pipe(
  v.string(),
  v.regex(/^\d+$/, 'must be a whole number'),
  v.transform((text) => Number(text)),
);
const DECLARED = v.object({
  patience: variable('PATIENCE_SECONDS', seconds, '5', 'how long is waited'),
  limit: optionalVariable('LIMIT_SECONDS', seconds, 'when to end', 'never'),
  place: optionalVariable('PLACE', v.string(), 'where'),
});

describe('declared variables', () => {
  const read: [environment: Environment, values: object][] = [
    [{}, { patience: 5, limit: undefined, place: undefined }],
    [
      { PATIENCE_SECONDS: '', LIMIT_SECONDS: '' },
      { patience: 5, limit: undefined, place: undefined },
    ],
    [
      { PATIENCE_SECONDS: '6', LIMIT_SECONDS: '7', PLACE: 'here', OTHER: 'x' },
      { patience: 6, limit: 7, place: 'here' },
    ],
    // The names of the values are not names of variables.
    [
      { patience: '9', place: 'there' },
      { patience: 5, limit: undefined, place: undefined },
    ],
  ];
  for (const [environment, values] of read) {
    it(`are read from ${JSON.stringify(environment)}`, () => {
      assert.deepEqual(readVariables(DECLARED, environment), { values });
    });
  }

  it('that are wrong are all named at once, in the order of the declaration', () => {
    const environment = { LIMIT_SECONDS: 'never', PATIENCE_SECONDS: 'long' };
    assert.deepEqual(readVariables(DECLARED, environment), {
      wrong: ['PATIENCE_SECONDS must be a whole number', 'LIMIT_SECONDS must be a whole number'],
    });
  });

  it('that are set are known as they were written', () => {
    const { patience } = DECLARED.entries;
    assert.equal(setTo(patience, { PATIENCE_SECONDS: 'long' }), 'long');
    assert.equal(setTo(patience, { PATIENCE_SECONDS: '' }), undefined);
    assert.equal(setTo(patience, {}), undefined);
  });

  it('are described with their defaults and their meanings', () => {
    assert.deepEqual(describedVariables(DECLARED), [
      { name: 'PATIENCE_SECONDS', usual: '5', unset: 'none', meaning: 'how long is waited' },
      { name: 'LIMIT_SECONDS', usual: undefined, unset: 'never', meaning: 'when to end' },
      { name: 'PLACE', usual: undefined, unset: 'none', meaning: 'where' },
    ]);
  });
});
