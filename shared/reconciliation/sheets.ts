import * as v from 'valibot';
import { inParallel } from '../async/in-parallel.ts';
import { type DomainName, isCanonical } from '../domain-name.ts';
import type { RunKeeping } from '../store/run-keeping.ts';

/** The most entries of a sheet: with names of 253 characters, that is far below a megabyte. */
export const SHEET = 500;

/** How many sheets are written at the same time. */
const CONCURRENCY = 4;

const domain = v.custom<DomainName>((name) => typeof name === 'string' && isCanonical(name));
const id = v.number();
const listed = v.pipe(
  v.tuple([domain, id, v.nullable(id), v.string()]),
  v.transform(([name, itsId, siteId, stage]) => ({ domain: name, id: itsId, siteId, stage })),
);
const missing = v.pipe(
  v.tuple([domain, v.nullable(id), id]),
  v.transform(([name, domainId, siteId]) => ({ domain: name, domainId, siteId })),
);

/** An item of the multisite whose domain is a valid name, as far as it is compared. */
export interface ListedItem extends v.InferOutput<typeof listed> {}

/** A domain that the listing does not have: the id that its item had, if that is known, and its site. */
export interface Missing extends v.InferOutput<typeof missing> {}

/** Thrown if a sheet is missing or cannot be read, so that its run cannot continue. */
export class LostSheetError extends Error {
  override readonly name = 'LostSheetError';

  constructor(name: string) {
    super(`In the store, sheet ${name} of a reconciliation is missing or damaged`);
  }
}

/**
 * The items that a run has listed and the domains that it misses, on sheets of up to 500 entries. Sheets are
 * kept in memory until they are saved, and are read from the store from then on.
 */
export interface Sheets {
  putListed(name: string, items: readonly ListedItem[]): void;
  putMissing(name: string, domains: readonly Missing[]): void;
  /** @throws {LostSheetError} */
  listed(name: string): Promise<readonly ListedItem[]>;
  /** @throws {LostSheetError} */
  missing(name: string): Promise<readonly Missing[]>;
  /** How many sheets only the memory has. */
  unsaved(): number;
  save(): Promise<void>;
}

/** The sheets of the run with this id. */
export function sheetsOf(store: Pick<RunKeeping, 'keepSheet' | 'readSheet'>, run: string): Sheets {
  const inMemory = new Map<string, string>();
  const put = (name: string, entries: unknown) => void inMemory.set(name, JSON.stringify(entries));

  async function read<Schema extends v.GenericSchema>(
    schema: Schema,
    name: string,
  ): Promise<v.InferOutput<Schema>> {
    const json = inMemory.get(name) ?? (await store.readSheet({ run, name }));
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), json);
    if (result.success) return result.output;
    throw new LostSheetError(name);
  }

  return {
    putListed: (name, items) =>
      put(
        name,
        items.map((item) => [item.domain, item.id, item.siteId, item.stage]),
      ),
    putMissing: (name, domains) =>
      put(
        name,
        domains.map((one) => [one.domain, one.domainId, one.siteId]),
      ),
    listed: (name) => read(v.array(listed), name),
    missing: (name) => read(v.array(missing), name),
    unsaved: () => inMemory.size,
    async save() {
      await inParallel([...inMemory], CONCURRENCY, ([name, json]) =>
        store.keepSheet({ run, name }, json),
      );
      inMemory.clear();
    },
  };
}
