import { CATALOGUE, exampleProblem } from '../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../shared/problems/codes.ts';
import type { Fixer } from '../../shared/problems/fix.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import { render } from '../../shared/problems/render.ts';
import type { GeneratedDocument } from './document.ts';

const INTRODUCTION = `# Problems

This page lists everything that can keep a mapped domain from working, with the remedy for the customer or the operator. The problem to fix
first comes first. A problem that only follows from another one is not shown beside it.

The values in the messages are examples. Written by \`npm run generate\` from the templates in \`shared/problems\`: change those,
not this page.
`;

/** The page of all problems: when each occurs, and an example of what people read. */
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
  return `| code | severity | when | fixed by |\n|---|---|---|---|\n${rows.join('')}`;
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
    ...(causes === '' ? [] : [`Not shown beside ${causes}.\n`]),
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

/** Values may contain Markdown's own characters, such as the `*` of a wildcard. */
function escaped(text: string): string {
  return text.replace(/[\\`*<>[\]|]/g, '\\$&').replaceAll('\n', ' ');
}
