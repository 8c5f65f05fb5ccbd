import type { DomainRecord } from '../lifecycle/record.ts';
import { isLive, STAGES } from '../lifecycle/stage.ts';
import type { ProblemCode } from '../problems/codes.ts';
import type { RecordPage, Store } from '../store/store.ts';

/** The most frequent address of live domains that look lost, and how many of them have it. */
export interface CommonAddress {
  readonly address: string;
  readonly domains: number;
}

const PAGE = 200;

/** Enough to name a cause. In a larger network, a part of the domains is enough for that. */
const MOST_PAGES = 20;

/** Whether the problem is that a domain points at addresses which are not the network's. */
export function isElsewhere(code: ProblemCode): boolean {
  return code === 'dns-wrong-address' || code === 'dns-proxy-unproven';
}

/** The most frequent address of live domains that look lost; undefined if none of them has a wrong one. */
export async function commonAddress(
  store: Pick<Store, 'list'>,
): Promise<CommonAddress | undefined> {
  const counts = new Map<string, number>();
  let pagesLeft = MOST_PAGES;
  for (const stage of STAGES.filter(isLive)) {
    let after: string | undefined = '';
    for (; after !== undefined && pagesLeft > 0; pagesLeft -= 1) {
      const page: RecordPage = await store.list({ stage, limit: PAGE, after });
      for (const address of page.records.flatMap(wrongAddressesOf)) {
        counts.set(address, (counts.get(address) ?? 0) + 1);
      }
      after = page.next;
    }
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most && { address: most[0], domains: most[1] };
}

function wrongAddressesOf({ lostSince, problems }: DomainRecord): readonly string[] {
  if (lostSince === null) return [];
  return problems.dns.flatMap((told) =>
    isElsewhere(told.code) && 'values' in told && 'addresses' in told.values
      ? told.values.addresses
      : [],
  );
}
