import type { DomainRecord } from '../lifecycle/record.ts';
import type { ProblemCode } from '../problems/codes.ts';
import type { Store } from '../store/store.ts';

/** Where many of the live domains that are being lost point. */
export interface CommonAddress {
  readonly address: string;
  readonly domains: number;
}

const PAGE = 200;

/** Enough to name a cause; a network with more domains has its cause named by a part of them. */
const MOST_PAGES = 20;

/** Whether the problem is that a domain points at addresses which are not the network's. */
export function isElsewhere(code: ProblemCode): boolean {
  return code === 'dns-wrong-address' || code === 'dns-proxy-unproven';
}

/** The one that most of them point at; undefined if none is wrong. */
export async function commonAddress(
  store: Pick<Store, 'list'>,
): Promise<CommonAddress | undefined> {
  const counts = new Map<string, number>();
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { records, next } = await store.list({
      stage: 'done',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const record of records) {
      for (const address of wrongAddressesOf(record)) {
        counts.set(address, (counts.get(address) ?? 0) + 1);
      }
    }
    if (next === undefined) break;
    after = next;
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
