import * as v from 'valibot';
import { STAGES, type Stage } from '../lifecycle/stage.ts';

/**
 * An item: a domain record as Ultimate Multisite's REST API shows it (its model's `to_array`), with the
 * fields that matter here. The database returns text, so `"12"` and `"1"` are usual.
 */
export interface DomainItem {
  readonly id: number;
  /** The site that the domain is mapped to; undefined if there is none, or if it cannot be read. */
  readonly siteId: number | undefined;
  /** As it was written, not yet read as a name; empty if there is none. */
  readonly domain: string;
  /** Ultimate Multisite's word for the stage; a later version may have other words. */
  readonly stage: string;
  readonly secure: boolean;
}

/** WordPress counts from 1, so 0 means none. */
const id = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  v.safeInteger(),
  v.minValue(1),
);

const perhapsId = v.fallback(v.optional(id), undefined);

const flag = v.pipe(
  v.union([v.boolean(), v.number(), v.string(), v.null()]),
  v.transform((value) => value === true || value === 1 || value === '1' || value === 'true'),
);

/** Stands for a stage that cannot be read, and is known to no version. */
const NO_STAGE = '';

const item = v.pipe(
  v.object({
    id,
    // An item with a damaged part still exists, which matters as much as its content.
    blog_id: perhapsId,
    domain: v.fallback(v.string(), ''),
    stage: v.fallback(v.optional(v.string(), STAGES[0]), NO_STAGE),
    secure: v.fallback(v.optional(flag, false), false),
  }),
  v.transform(({ blog_id, ...rest }): DomainItem => ({ ...rest, siteId: blog_id })),
);

const items = v.array(item);

/** The item's stage; null if this version does not know it. */
export function stageOf({ stage }: Pick<DomainItem, 'stage'>): Stage | null {
  return STAGES.find((known) => known === stage) ?? null;
}

/** Undefined if it is not an item. */
export function readItem(json: unknown): DomainItem | undefined {
  const result = v.safeParse(item, json);
  return result.success ? result.output : undefined;
}

/** Undefined unless it is a list of items, all of them readable. */
export function readItems(json: unknown): DomainItem[] | undefined {
  const result = v.safeParse(items, json);
  return result.success ? result.output : undefined;
}

const site = v.object({ id: perhapsId, blog_id: perhapsId });

/** Whether it is the site with this id, as the REST API shows one. */
export function isSite(json: unknown, itsId: number): boolean {
  const { success, output } = v.safeParse(site, json);
  return success && (output.blog_id ?? output.id) === itsId;
}
