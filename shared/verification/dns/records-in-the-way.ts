import { few, legible } from '../../problems/legible.ts';
import type { RecordsToChange, RecordsWanted, RecordText } from '../../problems/records.ts';
import { familyOf } from '../address.ts';
import type { CnameChain } from './cname-chain.ts';

export type AddressType = 'A' | 'AAAA';

const MOST_TOLD = 16;

/**
 * The records behind addresses that must go. Those at the end of a CNAME record are another name's,
 * so it is that record which leads elsewhere. `typesThatStay` are those of which the name has other
 * records, which stand for what is wanted already.
 */
export function recordsInTheWay(
  chain: CnameChain,
  addresses: readonly string[],
  { name, wanted }: RecordsWanted,
  typesThatStay: readonly AddressType[],
): RecordsToChange & { readonly addresses: readonly string[] } {
  const told = { name, addresses: few(addresses, MOST_TOLD) };
  const [, target] = chain.names;
  if (addresses.length > 0 && target !== undefined) {
    return { ...told, found: [cnameTo(target)], wanted };
  }
  const found = addresses.map(asRecord);
  if (typesThatStay.length === 0) return { ...told, found, wanted };
  const types = found.map(typeOf).filter((type) => !typesThatStay.some((one) => one === type));
  const inTheirPlace = wanted.filter((record) => types.includes(typeOf(record)));
  return { ...told, found, wanted: inTheirPlace, othersRight: true };
}

export function cnameTo(target: string): RecordText {
  return `CNAME ${legible(target)}`;
}

function asRecord(address: string): RecordText {
  return familyOf(address) === 'ipv6' ? `AAAA ${address}` : `A ${address}`;
}

function typeOf(record: RecordText): string {
  return record.slice(0, record.indexOf(' '));
}
