import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tableOf, withFigures } from './document.ts';

describe('the figures of the benchmark', () => {
  const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  const line = { what: 'a sweep', beside: '', figure: '9/s', ratio: '1.5×', reach: '≤ 2×' };

  it('have their place in docs/performance.md, and leave the rest of it as it is', () => {
    const once = withFigures(page, tableOf([line]));
    assert.match(once, /^\| a sweep \| – \| 9\/s \| 1\.5× \| ≤ 2× \|$/m);
    assert.equal(withFigures(once, tableOf([line])), once);
    const [before] = page.split('<!-- figures');
    assert.ok(before && once.startsWith(before));
  });

  it('are refused by a page that has no place for them', () => {
    assert.throws(() => withFigures('# Performance\n', ''), /has no place/);
  });
});
