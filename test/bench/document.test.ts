import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withPart } from '../../infra/generate/page-part.ts';
import { FIGURES, tableOf } from './document.ts';

describe('the figures of the benchmark', () => {
  const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  const line = { what: 'a sweep', beside: '', figure: '9/s', ratio: '1.5×', reach: '≤ 2×' };

  it('have their place in docs/performance.md', () => {
    const once = withPart(page, FIGURES, tableOf([line]));
    assert.match(once, /^\| a sweep \| – \| 9\/s \| 1\.5× \| ≤ 2× \|$/m);
  });
});
