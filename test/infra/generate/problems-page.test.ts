import assert from 'node:assert/strict';
import { problemsPage } from '../../../infra/generate/problems-page.ts';
import { CATALOGUE, exampleProblem } from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES } from '../../../shared/problems/codes.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';
import { render } from '../../../shared/problems/render.ts';

describe('the page of all problems', () => {
  const page = problemsPage.text();
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

  it('has a section for every code, in the order in which to fix them', () => {
    assert.deepEqual(headings, PROBLEM_CODES);
  });

  it('lists every code once, with its severity, and links to its section', () => {
    const rows = [...page.matchAll(/^\| \[`(.+)`\]\(#(.+)\) \| (\w+) \|/gm)];
    assert.deepEqual(
      rows.map(([, code, target, severity]) => [code, target, severity]),
      PROBLEM_CODES.map((code) => [code, code, CATALOGUE[code].severity]),
    );
  });

  it('has no dead links', () => {
    for (const [, target] of page.matchAll(/\]\(#(.+?)\)/g)) {
      assert.ok(headings.includes(target), target);
    }
  });

  for (const code of PROBLEM_CODES) {
    it(`gives the occasion, the message and the remedy of ${code}`, () => {
      const start = page.indexOf(`\n## ${code}\n`);
      const [section = ''] = page.slice(start + 1).split(/\n(?=## )/, 1);
      const shown = section.replace(/\\(.)/g, '$1');
      const { when, followsFrom = [] } = CATALOGUE[code];
      const { message, remedy } = problemText(exampleProblem(code));
      for (const text of [render(when), `> ${message}\n`, `> → ${remedy}\n`, ...followsFrom]) {
        assert.ok(shown.includes(text), `${text} is not in\n${section}`);
      }
    });
  }
});
