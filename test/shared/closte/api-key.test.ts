import assert from 'node:assert/strict';
import { fixedApiKey } from '../../../shared/closte/api-key.ts';

describe('a fixed API key', () => {
  it('is what it was given', async () => {
    assert.equal(await fixedApiKey('key').current(), 'key');
  });

  it('has no replacement when it is refused', async () => {
    assert.equal(await fixedApiKey('key').replacementFor('key'), undefined);
  });

  it('replaces another key that was refused', async () => {
    assert.equal(await fixedApiKey('key').replacementFor('older'), 'key');
  });
});
