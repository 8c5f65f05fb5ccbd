import * as v from 'valibot';
import { type DnsRecord, dnsRecordSchema, RECORD_TYPES, type RecordType } from './dns-record.ts';
import { type Where, whereSchema } from './where.ts';

/**
 * The party that can mend a problem.
 *
 * - `customer`: in the domain's DNS
 * - `ops`: in our deployment or in WordPress: the key, the network, what is mapped
 * - `closte`: the host
 * - `proxy`: the operator of the proxy in front of the site
 * - `nobody`: it passes by itself, or is no fault
 */
export const FIXERS = ['customer', 'ops', 'closte', 'proxy', 'nobody'] as const;

export type Fixer = (typeof FIXERS)[number];

/** Changes to the records of a domain, all to be made together. */
export interface RecordChange {
  readonly create: readonly DnsRecord[];
  readonly remove: readonly DnsRecord[];
  /** One record in another's place, of the same name and type. */
  readonly replace: readonly { readonly from: DnsRecord; readonly to: DnsRecord }[];
}

/** Records of one name and type that have to go as well, beyond those that are listed. */
export interface Unlisted {
  readonly name: string;
  readonly type: RecordType;
  readonly count: number;
}

/** What has to be done about a problem, and by whom. Without record changes, the remedy says what. */
export interface Fix extends RecordChange {
  readonly who: Fixer;
  /** Another change that does as well: address records in place of a CNAME record. */
  readonly orElse?: RecordChange;
  /** A name can have thousands of records that have to go. */
  readonly unlisted?: readonly Unlisted[];
  /** How long it takes until the problem has passed, where that is known. */
  readonly withinSeconds?: number;
  /** Where the records are, if there are some to change, and that is known. */
  readonly where?: Where;
}

export const NO_CHANGE: RecordChange = { create: [], remove: [], replace: [] };

/** A fix that is no change of DNS records. */
export function fixBy(who: Fixer, withinSeconds?: number): Fix {
  return { who, ...NO_CHANGE, ...(withinSeconds === undefined ? {} : { withinSeconds }) };
}

export function changesRecords({ create, remove, replace }: RecordChange): boolean {
  return create.length + remove.length + replace.length > 0;
}

const records = v.array(dnsRecordSchema);
const recordChange = {
  create: records,
  remove: records,
  replace: v.array(v.object({ from: dnsRecordSchema, to: dnsRecordSchema })),
};

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
