import { MAX_NAME_LENGTH, PROBE_LABEL } from '../../domain-name.ts';
import { recordProblem } from '../../problems/catalogue.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { changesRecords, type Fix } from '../../problems/fix.ts';
import type { CheckContext } from './check-context.ts';
import {
  addressesIn,
  addressesOf,
  type HostResolution,
  hasAddress,
  zoneOfAbsence,
} from './host-resolution.ts';
import { addressRecord, cnameRecord } from './wanted-records.ts';

/** A name made by mistake has only the records that its owner created. */
const MOST_RECORDS = 16;

/**
 * Looks for the most common mistake in the forms of DNS hosts: a record entered with its whole name, to
 * which the form adds the zone, as in `shop.example.com.example.com`.
 */
export async function withDoubledName(
  context: CheckContext,
  resolution: HostResolution,
  finding: DnsFinding,
): Promise<DnsFinding> {
  const zone = zoneOfAbsence(resolution);
  const [cause, ...others] = finding.problems;
  const isMissing = cause?.code === 'dns-no-records' && changesRecords(cause.fix);
  if (zone === undefined || !isMissing) return finding;
  const asked = `${context.name}.${zone}`;
  if (asked.length > MAX_NAME_LENGTH) return finding;

  const seen = await addressesOf(asked, context.dns.resolve, context.signal);
  const doubled = `${context.domain}.${zone}`;
  const [target] = 'cnames' in seen.a ? seen.a.cnames : [];
  const found =
    target === undefined
      ? [...addressesIn(seen.a), ...addressesIn(seen.aaaa)]
          .slice(0, MOST_RECORDS)
          .map((address) => addressRecord(doubled, address))
      : [cnameRecord(doubled, target)];
  if (found.length === 0 || (await hasWildcard(zone, context))) return finding;
  const missing = resolution.a.kind === 'no-name' ? 'name' : 'address';
  const values = { name: context.domain, missing, doubled } as const;
  const moved = recordProblem('dns-no-records', values, withRemoval(cause.fix, found));
  return { ...finding, problems: [moved, ...others] };
}

/** Whether the zone has a wildcard record that answers for such a name as well. */
async function hasWildcard(zone: string, { dns, signal }: CheckContext): Promise<boolean> {
  const top = zone.slice(zone.lastIndexOf('.') + 1);
  const seen = await addressesOf(`${PROBE_LABEL}.${top}.${zone}`, dns.resolve, signal);
  return hasAddress(seen) || ('cnames' in seen.a && seen.a.cnames.length > 0);
}

function withRemoval(fix: Fix, remove: readonly DnsRecord[]): Fix {
  const { orElse } = fix;
  return { ...fix, remove, ...(orElse ? { orElse: { ...orElse, remove } } : {}) };
}
