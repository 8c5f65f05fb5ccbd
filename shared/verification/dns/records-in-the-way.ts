import type { DomainName } from '../../domain-name.ts';
import type { DnsRecord, RecordType } from '../../problems/dns-record.ts';
import type { RecordsToChange } from '../../problems/record-changes.ts';
import type { CnameChain } from './cname-chain.ts';
import { addressRecord, cnameRecord } from './wanted-records.ts';

export type AddressType = Extract<RecordType, 'A' | 'AAAA'>;

/** The domain that a customer manages, and the records that would make it right. */
export interface Goal {
  readonly domain: DomainName;
  readonly wanted: readonly DnsRecord[];
}

/**
 * The records behind addresses that must go. The addresses at the end of a CNAME record belong to another
 * name, so the CNAME record itself must go.
 *
 * @param typesThatStay types of which the name keeps right records, so that none of that type need be
 *   created
 */
export function recordsInTheWay(
  chain: CnameChain,
  addresses: readonly string[],
  { domain, wanted }: Goal,
  typesThatStay: readonly AddressType[],
): RecordsToChange {
  const [, target] = chain.names;
  if (addresses.length > 0 && target !== undefined) {
    return { found: [cnameTo(domain, target)], wanted };
  }
  const found = addresses.map((address) => addressRecord(domain, address));
  if (typesThatStay.length === 0) return { found, wanted };
  const stays = (type: RecordType) => typesThatStay.some((one) => one === type);
  const types = new Set(found.map(({ type }) => type).filter((type) => !stays(type)));
  return { found, wanted: wanted.filter(({ type }) => types.has(type)), othersRight: true };
}

/** The CNAME record that must go. */
export function cnameTo(domain: DomainName, target: string): DnsRecord {
  return cnameRecord(domain, target);
}

/** More would not make a message clearer; an answer may hold thousands. */
const MOST_TOLD = 16;

/** The addresses as a problem lists them, and the number of the others. */
export function toldAddresses(
  addresses: readonly string[],
  most = MOST_TOLD,
): { readonly addresses: readonly string[]; readonly moreAddresses?: number } {
  const moreAddresses = addresses.length - most;
  return moreAddresses > 0 ? { addresses: addresses.slice(0, most), moreAddresses } : { addresses };
}
