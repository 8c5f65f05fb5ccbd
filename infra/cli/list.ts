import { NEEDED } from '../../shared/lifecycle/marks.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { PROBLEM_CODES } from '../../shared/problems/codes.ts';
import { type DomainJson, domainJson } from '../../shared/reporting/domain-json.ts';
import {
  ListQueryError,
  listFilter,
  PAGE,
  pageTokenOf,
} from '../../shared/reporting/list-query.ts';
import { nextTime } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { Damaged } from '../../shared/store/damage.ts';
import { recordsIn } from '../../shared/store/records-in.ts';
import type { ListFilter, RecordPage, Store } from '../../shared/store/store.ts';
import { readArguments, UsageError } from './arguments.ts';
import { didYouMean } from './closest.ts';
import { type Command, CommandFailedError, type CommandResult } from './command.ts';
import { stageText } from './domain-text.ts';
import { noStoreAt, readStore } from './existing-store.ts';
import { type Column, table } from './table.ts';
import { EMPTY_LINE, type Line } from './text.ts';

const OPTIONS = {
  stage: {
    type: 'string',
    value: 'STAGE',
    choices: STAGES,
    help: 'Only mapped domains in this stage',
  },
  site: { type: 'string', value: 'N', help: 'Only domains of this site' },
  filter: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    choices: [
      ...STAGES.map((stage) => `stage=${stage}`),
      ...PROBLEM_CODES.map((code) => `problem=${code}`),
      ...NEEDED.map((who) => `needs=${who}`),
      'site=',
      'q=',
    ],
    help: 'Only domains with this value of stage, problem, needs, site or q',
  },
  q: { type: 'string', value: 'TEXT', help: 'Only domains whose name contains this' },
  limit: {
    type: 'string',
    value: 'N',
    help: `List this many domains at most, 1 to ${PAGE.most}; ${PAGE.usual} by default`,
  },
  'page-token': { type: 'string', value: 'T', help: 'The page after the one that gave this token' },
  all: { type: 'boolean', help: 'List all domains, however many pages they fill' },
} as const;

export const list: Command = {
  operands: [],
  options: OPTIONS,
  details: [
    'This command reads the store that STORE names. It succeeds even if the list is empty, or if there is no store yet, unless ' +
      '--store or "closte-domains use" names one.',
    'With --json, it prints the same answer as the function domainStatus under /domains.',
  ],
  examples: [
    'list',
    'list --stage failed',
    'list --filter problem=dns-wrong-address --filter site=12',
    'list --all --json',
  ],

  async run(args, { environment, deployment, now, person }) {
    const { values } = readArguments(args, OPTIONS, []);
    const { all = false, ...written } = values;
    if (all && (written.limit !== undefined || written['page-token'] !== undefined)) {
      throw new UsageError(
        '--all cannot be combined with --limit or --page-token; leave those out',
      );
    }
    const filter = filterOf(written);
    const { store } = readSettings(environment);
    const listing = await readStore(store, async (opened) => ({
      ...(all ? await allIn(opened, filter) : await opened.list(filter)),
      total: all ? undefined : await totalOf(opened, filter),
    }));

    // A store that somebody has named is meant to be there.
    if (!listing && deployment.store !== undefined) throw new CommandFailedError(noStoreAt(store));
    const domains = (listing?.records ?? []).map((record) => domainJson(record));
    const next = listing?.next === undefined ? {} : { nextPageToken: pageTokenOf(listing.next) };
    const answer: CommandResult = {
      good: true,
      json: { domains, ...(listing?.damaged && { damaged: listing.damaged }), ...next },
      text: listingLines(domains, next.nextPageToken, listing?.total, now, person.columns),
      notes: listing?.damaged?.map(({ reason }) => reason) ?? [],
    };
    return listing ? answer : { ...answer, notes: [noStoreAt(store)] };
  },
};

/** The option that gives each parameter of `/domains`: an error must name the option. */
const OPTION_OF: Readonly<Record<string, string>> = {
  stage: 'stage',
  siteId: 'site',
  q: 'q',
  limit: 'limit',
  pageToken: 'page-token',
};

/** The parameters of `/domains` that `--filter` can give, by their names there. */
const FILTERS: Readonly<Record<string, string>> = {
  stage: 'stage',
  problem: 'problem',
  needs: 'needs',
  site: 'siteId',
  q: 'q',
};

/** All values of these parameters. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  stage: STAGES,
  problem: PROBLEM_CODES,
  needs: NEEDED,
};

type Values = Omit<ReturnType<typeof readArguments<typeof OPTIONS>>['values'], 'all'>;

/** Reads the options as `/domains` reads its query, so that both accept and refuse the same. */
function filterOf(values: Values): ListFilter {
  const { filter = [], ...options } = values;
  const given = new Map<string, unknown>(Object.entries(options));
  const query = Object.fromEntries(
    Object.entries(OPTION_OF).map(([parameter, option]) => [parameter, given.get(option)]),
  );
  const asked = new Map<string, string>();
  for (const written of filter) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(written) ?? [];
    const parameter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
    if (parameter === undefined) {
      const known = Object.keys(FILTERS);
      throw new UsageError(
        `--filter must be one of ${known.map((one) => `${one}=…`).join(', ')}, not ${JSON.stringify(written)}${didYouMean(name, known)}`,
      );
    }
    if (asked.has(parameter)) {
      throw new UsageError(`--filter ${name} is given twice; give one value`);
    }
    if (query[parameter] !== undefined) {
      const option = OPTION_OF[parameter];
      throw new UsageError(
        `--${option} and --filter ${name} are both given; leave one of them out`,
      );
    }
    asked.set(parameter, value);
  }
  try {
    return listFilter({ ...query, ...Object.fromEntries(asked) });
  } catch (error) {
    if (!(error instanceof ListQueryError)) throw error;
    const written = asked.get(error.field) ?? query[error.field];
    const choices = CHOICES[error.field];
    const meant = choices && typeof written === 'string' ? didYouMean(written, choices) : '';
    const option = asked.has(error.field)
      ? `--filter ${Object.keys(FILTERS).find((name) => FILTERS[name] === error.field)}`
      : `--${OPTION_OF[error.field] ?? error.field}`;
    throw new UsageError(`${option} ${error.message}${meant}`);
  }
}

/** All pages as one. */
async function allIn(
  store: Store,
  { limit: _, after: __, ...filter }: ListFilter,
): Promise<RecordPage> {
  const damaged: Damaged[] = [];
  const found = recordsIn(store, filter, (one) => damaged.push(one));
  const records: DomainRecord[] = [];
  for await (const record of found) records.push(record);
  return { records, ...(damaged.length > 0 && { damaged }) };
}

/** How many domains there are in all; undefined if that is not counted for such a list. */
async function totalOf(store: Store, filter: ListFilter): Promise<number | undefined> {
  const { siteId, marks, q, after, stage } = filter;
  if ([siteId, marks, q, after].some((condition) => condition !== undefined)) return undefined;
  const counts = await store.countByStage();
  if (stage !== undefined) return counts.get(stage);
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

const columnsAt = (now: number): readonly Column<DomainJson>[] => [
  { heading: 'DOMAIN', usual: 32, cell: ({ domain }) => domain },
  { heading: 'SITE', rank: 1, cell: ({ siteId }) => String(siteId) },
  { heading: 'ALIAS', rank: 4, cell: ({ alias }) => alias },
  {
    heading: 'STAGE',
    cell: ({ intent, stage }) => (intent === 'mapped' ? stageText(stage) : 'unmapped'),
  },
  { heading: 'TRIES', rank: 3, cell: ({ tries }) => String(tries) },
  {
    heading: 'NEXT CHECK',
    rank: 2,
    cell: ({ nextCheckAt: at }) => (at === null ? '-' : nextTime(Date.parse(at), now)),
  },
  { heading: 'PROBLEM', cell: ({ problems }) => problems[0]?.code ?? '-' },
];

function listingLines(
  domains: readonly DomainJson[],
  nextPageToken: string | undefined,
  total: number | undefined,
  now: number,
  width: number | undefined,
): Line[] {
  if (domains.length === 0 && nextPageToken === undefined) return [['No domains.']];
  const found = domains.length === 0 ? [['None so far.']] : table(columnsAt(now), domains, width);
  const more =
    nextPageToken === undefined
      ? []
      : [[`There are more: repeat the command with --all, or with --page-token=${nextPageToken}`]];
  return [...found, EMPTY_LINE, [totalText(domains, total)], ...more];
}

function totalText(domains: readonly DomainJson[], total: number | undefined): string {
  const mapped = domains.filter(({ intent }) => intent === 'mapped').length;
  if (total === undefined || total === mapped) {
    return domains.length === 1 ? '1 domain.' : `${domains.length} domains.`;
  }
  return `${domains.length} of ${total.toLocaleString('en')} mapped domains.`;
}
