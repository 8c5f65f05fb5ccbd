import type { DnsRecord } from './dns-record.ts';
import { changesRecords, type Fix, type RecordChange, type Unlisted } from './fix.ts';
import { forwarderAt } from './forwarders.ts';
import { legible } from './legible.ts';
import { type Phrase, phrase } from './phrase.ts';
import { listed } from './template.ts';

/**
 * The changes that a customer has to make, record by record; or, if no record changes, the task of those who
 * run the network.
 */
export function tellFix(fix: Fix): readonly Phrase[] {
  if (!changesRecords(fix)) return [phrase('fix.nowhere-to-point')];
  return [...groupsOf(fix).flatMap(tellGroup), ...tellCreation(fix), ...tellDnames(fix)];
}

/** The most characters of a value that are shown; a stranger's value may be longer. */
const MAX_VALUE = 253;

/** `shop.example.com A 203.0.113.7`: a record as people write it, and as most forms accept it. */
export function recordText({ name, type, value }: DnsRecord): string {
  return `${name} ${type} ${legible(value, MAX_VALUE)}`;
}

/** The records of one name and type; one sentence describes the change of all of them. */
interface Group {
  readonly old: readonly DnsRecord[];
  readonly better: readonly DnsRecord[];
  readonly unlisted: number;
}

/** One group for each name and type with old records, in the order of the fix. */
function groupsOf({ create, remove, replace, unlisted = [] }: Fix): Group[] {
  const old = [...replace.map(({ from }) => from), ...remove];
  const better = [...replace.map(({ to }) => to), ...create];
  return [...Map.groupBy(old, setOf)].map(([set, records]) => ({
    old: records,
    better: better.filter((record) => setOf(record) === set),
    unlisted: unlisted.find((one) => setOf(one) === set)?.count ?? 0,
  }));
}

function tellGroup({ old, better, unlisted }: Group): Phrase[] {
  const [first] = old;
  if (!first) return [];
  const { name, type } = first;
  const values = listed(valuesOf(old), unlisted);
  const told = { name, type, count: old.length + unlisted };
  const [target] = valuesOf(better);
  const hints = [slipInCname(first), byForwarder(old, better)].filter((one) => one !== undefined);
  if (target === undefined) return [phrase('fix.remove', { ...told, values }), ...hints];
  const change = phrase('fix.change', { ...told, from: values, to: valuesOf(better) });
  const isCut = isUndotted(first, target);
  return [change, ...hints, ...(isCut ? [phrase('fix.end-with-dot', { target })] : [])];
}

/** What a CNAME record has where a name belongs; a form may have added the zone to it. */
function slipInCname({ type, value }: DnsRecord): Phrase | undefined {
  if (type !== 'CNAME') return undefined;
  const [address] = /^\d{1,3}(?:\.\d{1,3}){3}(?=\.|$)/.exec(value) ?? [];
  if (address !== undefined) return phrase('fix.address-in-cname', { address });
  return value.includes('/') ? phrase('fix.url-in-cname') : undefined;
}

/** What to do if a DNS host has made the record up, since it forwards or parks the domain. */
function byForwarder(old: readonly DnsRecord[], better: readonly DnsRecord[]): Phrase | undefined {
  for (const { type, value } of old) {
    const host = type === 'A' ? forwarderAt(value) : undefined;
    if (host === undefined) continue;
    return better.length > 0
      ? phrase('fix.forwarded-create', { address: value, host, records: all(better) })
      : phrase('fix.forwarded', { address: value, host });
  }
  return undefined;
}

/** Whether a form of a DNS host added the zone to the target: `network.example.net.example.com`. */
function isUndotted({ name, type, value }: DnsRecord, target: string): boolean {
  return (
    type === 'CNAME' && value.startsWith(`${target}.`) && name.endsWith(value.slice(target.length))
  );
}

/** The records to create where there were none of their kind. */
function tellCreation(fix: Fix): Phrase[] {
  const records = created(fix, fix);
  if (records.length === 0) return [];
  const others = fix.orElse ? created(fix.orElse, fix) : [];
  return others.length > 0
    ? [
        phrase('fix.create-or-else', {
          records: all(records),
          others: all(others),
          count: records.length,
        }),
      ]
    : [phrase('fix.create', { records: all(records), count: records.length })];
}

/** A DNAME record leads far more names elsewhere than the one that is to be changed. */
function tellDnames({ remove }: RecordChange): Phrase[] {
  return remove
    .filter(({ type }) => type === 'DNAME')
    .map(({ name, value }) => phrase('fix.dname', { name, target: legible(value, MAX_VALUE) }));
}

function created({ create }: RecordChange, { remove, replace }: Fix): readonly DnsRecord[] {
  const changed = new Set([...replace.map(({ from }) => from), ...remove].map(setOf));
  return create.filter((record) => !changed.has(setOf(record)));
}

/** `a and b and c`. */
function all(records: readonly DnsRecord[]): string | Phrase {
  const [first = '', ...others] = records.map(recordText);
  return others.reduce<string | Phrase>(
    (before, last) => phrase('fix.both', { first: before, last }),
    first,
  );
}

function valuesOf(records: readonly DnsRecord[]): readonly string[] {
  return records.map(({ value }) => legible(value, MAX_VALUE));
}

function setOf({ name, type }: Pick<DnsRecord, 'name' | 'type'> | Unlisted): string {
  return `${name} ${type}`;
}
