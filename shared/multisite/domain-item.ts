import * as v from 'valibot';
import { STAGES, type Stage } from '../lifecycle/stage.ts';

/**
 * A domain record as Ultimate Multisite's REST API shows it (its model's `to_array`), as far as it
 * matters here. What comes out of its database is text: `"12"` and `"1"` are usual.
 */
export interface DomainItem {
  readonly id: number;
  /** The site that the domain is mapped to; undefined if there is none, or it cannot be read. */
  readonly siteId: number | undefined;
  /** As it was written, not read as a name yet; empty if there is none. */
  readonly domain: string;
  /** In its own word, which a later version may have more of. */
  readonly stage: string;
  readonly secure: boolean;
}

/** WordPress counts from 1: what it has as 0 is none. */
const id = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
  v.safeInteger(),
  v.minValue(1),
);

const flag = v.pipe(
  v.union([v.boolean(), v.number(), v.string(), v.null()]),
  v.transform((value) => value === true || value === 1 || value === '1' || value === 'true'),
);

const item = v.pipe(
  v.object({
    id,
    // One that is damaged is still there, which matters as much as what it says.
    blog_id: v.fallback(v.optional(id), undefined),
    domain: v.fallback(v.string(), ''),
    stage: v.optional(v.string(), STAGES[0]),
    secure: v.optional(flag, false),
  }),
  v.transform(({ blog_id, ...rest }): DomainItem => ({ ...rest, siteId: blog_id })),
);

const items = v.array(item);

/** Its stage; null if it is one of a later version. */
export function stageOf({ stage }: DomainItem): Stage | null {
  return STAGES.find((known) => known === stage) ?? null;
}

/** Undefined if it is no domain record. */
export function readItem(json: unknown): DomainItem | undefined {
  const result = v.safeParse(item, json);
  return result.success ? result.output : undefined;
}

/** Undefined if it is no list of domain records, each of them readable. */
export function readItems(json: unknown): DomainItem[] | undefined {
  const result = v.safeParse(items, json);
  return result.success ? result.output : undefined;
}
