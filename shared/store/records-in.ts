import type { DomainRecord } from '../lifecycle/record.ts';
import type { Damaged } from './damage.ts';
import type { ListFilter, Store } from './store.ts';

const PAGE = 500;

/**
 * All records that match the filter, in the order of their domains. They are read page by page, each page
 * when all previous records have been consumed.
 *
 * @param passOver is called with each record that cannot be read, which is left out
 */
export async function* recordsIn(
  store: Pick<Store, 'list'>,
  filter: Omit<ListFilter, 'limit' | 'after'> = {},
  passOver: (damaged: Damaged) => void = () => {},
): AsyncGenerator<DomainRecord> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const page = await store.list({ ...filter, limit: PAGE, after });
    for (const one of page.damaged ?? []) passOver(one);
    yield* page.records;
    after = page.next;
  }
}
