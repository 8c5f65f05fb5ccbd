import { isDeepStrictEqual } from 'node:util';
import { displayName } from '../../shared/domain-name.ts';
import { aligned, type Column, table } from '../cli/table.ts';
import { plain } from '../cli/text.ts';
import type { Result } from './demo-run.ts';
import type { ClosteSandbox } from './sandbox/closte-api.ts';

/** A line for each difference between the expected and the actual outcome; none if all is well. */
export function differences({ play, outcome }: Result): string[] {
  const name = displayName(play.name);
  if (!outcome) return [`${name}: expected to be known, but it is not`];
  const actual = new Map(Object.entries(outcome));
  return Object.entries(play.expected).flatMap(([field, expected]) =>
    isDeepStrictEqual(actual.get(field), expected)
      ? []
      : [
          `${name}: ${field}: expected ${JSON.stringify(expected)}, actual ${JSON.stringify(actual.get(field))}`,
        ],
  );
}

const COLUMNS: readonly Column<Result>[] = [
  { heading: 'DOMAIN', cell: ({ play }) => displayName(play.name) },
  { heading: 'SHOWS', cell: ({ play }) => play.shows },
  { heading: 'STAGE', cell: standing },
  { heading: 'ALIAS', cell: ({ outcome }) => outcome?.alias ?? '-' },
  {
    heading: 'TIME',
    cell: ({ tookMs }) => (tookMs === undefined ? '-' : `${(tookMs / 1000).toFixed(1)} s`),
  },
  {
    heading: 'AS EXPECTED',
    cell: (result) => (differences(result).length === 0 ? 'yes' : 'NO'),
  },
];

/** The whole outcome, for a person. */
export function report(results: readonly Result[], closte: ClosteSandbox): string {
  return [
    plain(table(COLUMNS, results)),
    '',
    'Problems, and what to do:',
    ...results.flatMap(problemsOf),
    '',
    'Closte has the aliases:',
    ...closte.aliases().map(({ domain }) => `  ${domain}`),
    'and was called:',
    plain(aligned(callsByEndpoint(closte).map(([path, calls]) => [`  ${path}`, String(calls)]))),
  ].join('\n');
}

/** The stage; an unmapped domain has none any more. */
function standing({ outcome }: Result): string {
  if (!outcome) return 'unknown';
  return outcome.intent === 'mapped' ? outcome.stage : outcome.intent;
}

function problemsOf({ play, shown }: Result): string[] {
  return (shown?.problems ?? []).flatMap(({ code, message, remedy }) => [
    `  ${displayName(play.name)}: ${code}`,
    `    ${message}`,
    `    → ${remedy}`,
  ]);
}

function callsByEndpoint({ calls }: ClosteSandbox): [endpoint: string, calls: number][] {
  const groups = Object.groupBy(calls, ({ endpoint }) => endpoint);
  return Object.entries(groups).map(([endpoint, group = []]) => [endpoint, group.length]);
}
