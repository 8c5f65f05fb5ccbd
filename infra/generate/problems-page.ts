import { CATALOGUE, exampleProblem } from '../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../shared/problems/codes.ts';
import type { Fixer } from '../../shared/problems/fix.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import { render } from '../../shared/problems/render.ts';
import type { GeneratedDocument } from './document.ts';

const INTRODUCTION = `# Problems

What can keep a mapped domain from working, each with the remedy to give to the customer or to see to oneself. They
are listed here as they are everywhere: what to fix first in front. What only follows from another problem is not told beside it.

The values in the messages are examples. Written by \`npm run generate\` from the templates in \`shared/problems\`: change those,
not this page.
`;

/** The page of all problems: what each means, and how it is told. */
export const problemsPage: GeneratedDocument = {
  path: 'docs/problems.md',
  text: () => [INTRODUCTION, overview(PROBLEM_CODES), ...PROBLEM_CODES.map(section)].join('\n'),
};

function overview(codes: readonly ProblemCode[]): string {
  const rows = codes.map((code) => {
    const { severity, when } = CATALOGUE[code];
    const { fix } = exampleProblem(code);
    return `| [\`${code}\`](#${code}) | ${severity} | ${escaped(render(when))} | ${MENDED_BY[fix.who]} |\n`;
  });
  return `| code | severity | when | mended by |\n|---|---|---|---|\n${rows.join('')}`;
}

function section(code: ProblemCode): string {
  const { severity, when, followsFrom = [] } = CATALOGUE[code];
  const example = exampleProblem(code);
  const { message, remedy } = problemText(example);
  const causes = followsFrom.map((cause) => `[\`${cause}\`](#${cause})`).join(', ');
  return [
    `## ${code}\n`,
    `${capitalized(severity)}. ${escaped(render(when))}\n`,
    `> ${escaped(message)}`,
    '>',
    `> → ${escaped(remedy)}\n`,
    ...(causes === '' ? [] : [`Not told beside ${causes}.\n`]),
  ].join('\n');
}

const MENDED_BY: Readonly<Record<Fixer, string>> = {
  customer: 'the customer',
  ops: 'ops',
  closte: 'Closte',
  proxy: "the proxy's operator",
  nobody: 'nobody',
};

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Values may have what Markdown reads as marks: the `*` of a wildcard, for one. */
function escaped(text: string): string {
  return text.replace(/[\\`*<>[\]|]/g, '\\$&').replaceAll('\n', ' ');
}
