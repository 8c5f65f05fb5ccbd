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
 * The row after its owner has carried out the fixes and the change has propagated: cached answers and
 * overrides of the resolvers are gone.
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

/** Registers a domain that nobody had registered, so that it can get a record. */
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
    if (typeof one === 'object') return { ...one, records: edited(one.records) };
    // The fix removes that alias, which is a record.
    return one === 'has-apex-alias' ? 'answers' : one;
  });
  // By then resolvers ask its current servers.
  const { former: _, namesFormer: __, ...rest } = zone;
  return { ...rest, records: edited(zone.records), ...(servers && { servers }) };
}
