import { type PagePart, writePart } from '../../infra/generate/page-part.ts';
import type { Mutant } from './mutants.ts';
import type { Verdict } from './verdict.ts';

/** The part of the page about a room. */
export function partOf(room: string): PagePart {
  return { path: 'docs/reliability/mutations.md', name: room, command: 'npm run mutate' };
}

export function writePage(verdict: Verdict, seed: number): void {
  const on = new Date().toISOString().slice(0, 10);
  writePart(partOf(verdict.room), textOf(verdict, seed, on));
}

/** The result of a room's trials, in Markdown. */
export function textOf(verdict: Verdict, seed: number, on: string): string {
  const { tried, byHand, killed, equivalent, survivors } = verdict;
  return [
    `On ${on}, with seed ${seed}: of ${tried} mutants, ${byHand} of them chosen by hand, ${killed} were noticed,`,
    `${equivalent.length} are equivalent, and ${survivors.length} survived.`,
    ...listed(equivalent.map(({ mutant, because }) => `${named(mutant)}: ${because}`)),
    ...listed(survivors.map((mutant) => `**survived** ${named(mutant)}`)),
    '',
  ].join('\n');
}

function listed(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `- ${line}`)];
}

/** `shared/domain-name.ts:12, === as !==` */
export function named({ file, line, what, mutation: { from, to } }: Mutant): string {
  return `\`${file}:${line}\`, ${what ?? `${code(from)} as ${code(to)}`}`;
}

const MOST = 70;

function code(text: string): string {
  const inLine = text.replace(/\s+/g, ' ').trim().replaceAll('`', "'");
  if (inLine === '') return 'nothing';
  return `\`${inLine.length > MOST ? `${inLine.slice(0, MOST)}…` : inLine}\``;
}
