import { few, legible } from '../../../shared/problems/legible.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Damaged } from '../../../shared/store/damage.ts';
import type { Store } from '../../../shared/store/store.ts';
import { type PartFinding, well, wrong } from './finding.ts';

/** The most records that are read, which takes a few seconds. Firestore charges for each, and sends them over the network. */
const MOST_READ = { sqlite: 200_000, firestore: 20_000 } as const;

const PAGE = 500;

const MOST_NAMED = 5;

/**
 * Whether the records can be read. A record that cannot be read affects nothing but its own domain, which nobody checks any
 * longer, so only the log and this command show it.
 *
 * @param most how many records are read
 */
export async function examineRecords(
  store: Pick<Store, 'list'>,
  { store: { kind }, multisiteApiUrl }: Pick<Settings, 'store' | 'multisiteApiUrl'>,
  most: number = MOST_READ[kind],
): Promise<PartFinding[]> {
  const { read, isWhole, damaged } = await readUpTo(most, store);
  const { newer = [], unreadable = [] } = Object.groupBy(damaged, ({ isNewer }) =>
    isNewer ? 'newer' : 'unreadable',
  );
  const of = isWhole ? read : `the first ${read}`;
  if (damaged.length === 0) {
    return [
      isWhole
        ? well('the records', 'all can be read')
        : well(
            'the records',
            `${of} can be read; closte-domains list --all reads the others as well`,
          ),
    ];
  }
  return [
    ...found('the records', `of ${of} cannot be read`, unreadable, recordingAnew(multisiteApiUrl)),
    ...found('the records', `of ${of} were written by a newer version`, newer, UPGRADE),
  ];
}

const UPGRADE = 'Deploy the newer version again: docs/operations.md, "Upgrading, and rolling back"';

function recordingAnew(multisiteApiUrl: string | undefined): string {
  const again = 'closte-domains publish created DOMAIN --site N';
  return multisiteApiUrl === undefined
    ? `Record them again: ${again}`
    : `Record them again: closte-domains reconcile; a domain that the multisite does not list: ${again}`;
}

function found(
  part: string,
  what: string,
  domains: readonly Damaged[],
  mend: string,
): PartFinding[] {
  if (domains.length === 0) return [];
  const named = few(
    domains.map(({ domain }) => legible(domain)),
    MOST_NAMED,
  );
  return [wrong(part, `${domains.length} ${what}: ${named.join(', ')}`, mend)];
}

async function readUpTo(most: number, store: Pick<Store, 'list'>) {
  const damaged: Damaged[] = [];
  let read = 0;
  let after: string | undefined = '';
  while (after !== undefined && read < most) {
    const page = await store.list({ limit: Math.min(PAGE, most - read), after });
    damaged.push(...(page.damaged ?? []));
    read += page.records.length + (page.damaged?.length ?? 0);
    after = page.next;
  }
  return { damaged, read, isWhole: after === undefined };
}
