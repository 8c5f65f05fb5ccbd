import { type DomainJson, domainJson } from '../../shared/reporting/domain-json.ts';
import {
  ListQueryError,
  listFilter,
  PAGE,
  pageTokenOf,
} from '../../shared/reporting/list-query.ts';
import { nextTime } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { ListFilter } from '../../shared/store/store.ts';
import { readArguments, UsageError } from './arguments.ts';
import type { Command, CommandResult } from './command.ts';
import { stageText } from './domain-text.ts';
import { noStoreAt, readStore } from './existing-store.ts';
import { type Column, table } from './table.ts';
import type { Line } from './text.ts';

const OPTIONS = {
  stage: { type: 'string', value: 'STAGE', help: 'Only mapped domains in this stage' },
  site: { type: 'string', value: 'N', help: 'Only domains of this site' },
  q: { type: 'string', value: 'TEXT', help: 'Only domains with this in their name' },
  limit: {
    type: 'string',
    value: 'N',
    help: `The most domains to list, 1 to ${PAGE.most}; ${PAGE.usual} by default`,
  },
  'page-token': { type: 'string', value: 'T', help: 'The page after the one that gave this token' },
} as const;

export const list: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'Reads the store that STORE names. An empty list is a success.',
    'With --json it prints what the function domainStatus answers under /domains.',
  ],

  async run(args, { environment, now }) {
    const { values } = readArguments(args, OPTIONS, []);
    const filter = filterOf(values);
    const { store } = readSettings(environment);
    const listing = await readStore(store, (opened) => opened.list(filter));

    const domains = (listing?.records ?? []).map((record) => domainJson(record));
    const next = listing?.next === undefined ? {} : { nextPageToken: pageTokenOf(listing.next) };
    const answer: CommandResult = {
      good: true,
      json: { domains, ...(listing?.damaged && { damaged: listing.damaged }), ...next },
      text: listingLines(domains, next.nextPageToken, now),
      notes: listing?.damaged?.map(({ reason }) => reason) ?? [],
    };
    return listing ? answer : { ...answer, notes: [noStoreAt(store)] };
  },
};

/** What is said of a parameter of `/domains` is said of the option that gives it. */
const OPTION_OF: Readonly<Record<string, keyof typeof OPTIONS>> = {
  stage: 'stage',
  siteId: 'site',
  q: 'q',
  limit: 'limit',
  pageToken: 'page-token',
};

/** Read as `/domains` reads its query, so that both take and refuse the same. */
function filterOf(values: { readonly [Option in keyof typeof OPTIONS]?: string }): ListFilter {
  const query = Object.fromEntries(
    Object.entries(OPTION_OF).map(([parameter, option]) => [parameter, values[option]]),
  );
  try {
    return listFilter(query);
  } catch (error) {
    if (!(error instanceof ListQueryError)) throw error;
    throw new UsageError(`--${OPTION_OF[error.field] ?? error.field} ${error.message}`);
  }
}

const columnsAt = (now: number): readonly Column<DomainJson>[] => [
  { heading: 'DOMAIN', cell: ({ domain }) => domain },
  { heading: 'SITE', cell: ({ siteId }) => String(siteId) },
  { heading: 'ALIAS', cell: ({ alias }) => alias },
  { heading: 'STAGE', cell: ({ stage }) => stageText(stage) },
  { heading: 'TRIES', cell: ({ tries }) => String(tries) },
  {
    heading: 'NEXT CHECK',
    cell: ({ nextCheckAt: at }) => (at === null ? '-' : nextTime(Date.parse(at), now)),
  },
  { heading: 'PROBLEM', cell: ({ problems }) => problems[0]?.code ?? '-' },
];

function listingLines(
  domains: readonly DomainJson[],
  nextPageToken: string | undefined,
  now: number,
): Line[] {
  if (domains.length === 0 && nextPageToken === undefined) return [['No domains.']];
  const found = domains.length === 0 ? [['None so far.']] : table(columnsAt(now), domains);
  const more =
    nextPageToken === undefined
      ? []
      : [[`There are more: repeat this with --page-token=${nextPageToken}`]];
  return [...found, ...more];
}
