import * as v from 'valibot';
import { type DnsRecord, dnsRecordSchema, RECORD_TYPES, type RecordType } from './dns-record.ts';
import { type Where, whereSchema } from './where.ts';

/**
 * The party that can fix a problem.
 *
 * - `customer`: in the domain's DNS
 * - `ops`: in our deployment or in WordPress: the key, the network, what is mapped
 * - `closte`: the host
 * - `proxy`: the operator of the proxy in front of the site
 * - `nobody`: the problem passes by itself, or is not a fault
 */
export const FIXERS = ['customer', 'ops', 'closte', 'proxy', 'nobody'] as const;

export type Fixer = (typeof FIXERS)[number];

/** Changes to the DNS records of a domain, all to be made together. */
export interface RecordChange {
  readonly create: readonly DnsRecord[];
  readonly remove: readonly DnsRecord[];
  /** Records to be replaced by others of the same name and type. */
  readonly replace: readonly { readonly from: DnsRecord; readonly to: DnsRecord }[];
}

/** Records of one name and type that must go as well, but are too many to list. */
export interface Unlisted {
  readonly name: string;
  readonly type: RecordType;
  readonly count: number;
}

/** The change that solves a problem, and the party that makes it. If no record changes, see the remedy. */
export interface Fix extends RecordChange {
  readonly who: Fixer;
  /** Another change that will do as well: address records in place of a CNAME record. */
  readonly orElse?: RecordChange;
  /** More records that must go: a name can have thousands. */
  readonly unlisted?: readonly Unlisted[];
  /** How long it takes until the problem has passed, in seconds, if that is known. */
  readonly withinSeconds?: number;
  /** Where the records can be changed, if any must be and the place is known. */
  readonly where?: Where;
}

export const NO_CHANGE: RecordChange = { create: [], remove: [], replace: [] };

/** A fix that changes no DNS records. */
export function fixBy(who: Fixer, withinSeconds?: number): Fix {
  return { who, ...NO_CHANGE, ...(withinSeconds === undefined ? {} : { withinSeconds }) };
}

/** Whether the change has any record to create, to remove or to replace. */
export function changesRecords({ create, remove, replace }: RecordChange): boolean {
  return create.length + remove.length + replace.length > 0;
}

const records = v.array(dnsRecordSchema);
const recordChange = {
  create: records,
  remove: records,
  replace: v.array(v.object({ from: dnsRecordSchema, to: dnsRecordSchema })),
};

/** The form in which a fix is stored. */
export const fixSchema = v.object({
  ...recordChange,
  who: v.picklist(FIXERS),
  orElse: v.exactOptional(v.object(recordChange)),
  unlisted: v.exactOptional(
    v.array(v.object({ name: v.string(), type: v.picklist(RECORD_TYPES), count: v.number() })),
  ),
  withinSeconds: v.exactOptional(v.number()),
  where: v.exactOptional(whereSchema),
});
