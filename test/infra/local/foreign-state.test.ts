import assert from 'node:assert/strict';
import { foreignPart, type MadeWith, type State } from '../../../infra/local/foreign-state.ts';

describe('the part of the state that belongs to the other Closte', () => {
  const unknown = undefined;
  const rows: [now: MadeWith, state: State, part: ReturnType<typeof foreignPart>][] = [
    ['sandbox', { folder: unknown, store: unknown, hasDomains: false }, undefined],
    ['closte', { folder: unknown, store: unknown, hasDomains: false }, undefined],
    // A store of functions on Google Cloud or of the first version, and a new folder.
    ['closte', { folder: unknown, store: unknown, hasDomains: true }, undefined],
    ['sandbox', { folder: unknown, store: unknown, hasDomains: true }, 'store'],
    ['closte', { folder: unknown, store: 'sandbox', hasDomains: false }, 'store'],
    ['sandbox', { folder: unknown, store: 'closte', hasDomains: true }, 'store'],
    ['closte', { folder: 'sandbox', store: unknown, hasDomains: false }, 'folder'],
    ['closte', { folder: 'sandbox', store: 'closte', hasDomains: true }, 'folder'],
    ['sandbox', { folder: 'closte', store: 'sandbox', hasDomains: true }, 'folder'],
    ['sandbox', { folder: 'sandbox', store: unknown, hasDomains: true }, undefined],
    ['closte', { folder: 'closte', store: unknown, hasDomains: true }, undefined],
    ['sandbox', { folder: 'sandbox', store: 'closte', hasDomains: true }, 'store'],
  ];
  for (const [now, state, part] of rows) {
    it(`is ${part ?? 'nothing'} for ${now} if ${JSON.stringify(state)}`, () => {
      assert.equal(foreignPart(state, now), part);
    });
  }
});
