import type { Problem } from '../../../shared/problems/catalogue.ts';
import { changesRecords, type Fix, type RecordChange } from '../../../shared/problems/fix.ts';
import { changedZone, isIn } from '../../support/zone-edit.ts';
import type { ZoneDescription } from '../../support/zone-tree.ts';
import type { Row } from './row.ts';

/** One of the ways in which a fix can be carried out. */
export type Way = 'first' | 'orElse';

/** The problems of a row that are fixed by changing records. */
export function fixable(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ fix }) => changesRecords(fix));
}

export function hasOtherWay(problems: readonly Problem[]): boolean {
  return problems.some(({ fix }) => fix.orElse !== undefined);
}

/**
 * The row after its owner did what the fixes say, and once everybody has heard of it: what resolvers
 * remembered or chose to say is gone.
 */
export function fixedRow(row: Row, problems: readonly Problem[], way: Way): Row {
  let zones = withZoneFor(row);
  for (const { fix } of fixable(problems)) {
    zones = Object.fromEntries(
      Object.entries(zones).map(([name, zone]) => [name, changed(name, zone, fix, way)]),
    );
  }
  const { was: _, resolvers: __, redelegated: ___, ...rest } = row;
  return { ...rest, zones };
}

type Zones = NonNullable<Row['zones']>;

/** A domain that nobody had registered is registered before it gets a record. */
function withZoneFor({ domain, zones = {} }: Row): Zones {
  const isThere = Object.keys(zones).some((zone) => isIn(zone, { name: domain }));
  return isThere ? zones : { ...zones, [domain]: [] };
}

function changed(
  name: string,
  zone: readonly string[] | ZoneDescription,
  fix: Fix,
  way: Way,
): readonly string[] | ZoneDescription {
  const change: RecordChange = way === 'orElse' ? (fix.orElse ?? fix) : fix;
  const edited = (records: readonly string[]) => changedZone(name, records, change, fix.unlisted);
  if (!('records' in zone)) return edited(zone);
  const servers = zone.servers?.map((one) => {
    if (typeof one === 'object') return { records: edited(one.records) };
    // That is a record, which is removed.
    return one === 'has-apex-alias' ? 'answers' : one;
  });
  // By then everybody asks its servers of now.
  const { former: _, ...rest } = zone;
  return { ...rest, records: edited(zone.records), ...(servers && { servers }) };
}
