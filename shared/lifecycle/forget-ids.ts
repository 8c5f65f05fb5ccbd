import type { DomainRecord } from './record.ts';

/** The record without the id that the multisite's own record of the domain had: it is looked up by name. */
export function withoutIds(record: DomainRecord): DomainRecord {
  return record.domainId === null ? record : { ...record, domainId: null };
}
