import type { Problem } from '../../problems/catalogue.ts';
import { changesRecords, type Fix } from '../../problems/fix.ts';
import { legible } from '../../problems/legible.ts';
import { whereServed } from '../../problems/where.ts';
import { withDname } from './by-dname.ts';
import type { CheckContext } from './check-context.ts';

/** More servers would not make the message clearer. */
const MOST_SERVERS = 4;

/**
 * The problems; each that a change of records fixes also says where to make that change.
 *
 * @param mayHaveMoved whether the zone may recently have been moved to another host, which is then the
 *   place
 */
export function withWhere(
  context: CheckContext,
  problems: readonly Problem[],
  mayHaveMoved: boolean,
): Promise<Problem[]> {
  return Promise.all(
    problems.map(async (one) => {
      const fix = await withDname(context, one.fix);
      return { ...one, fix: await placed(context, fix, mayHaveMoved) };
    }),
  );
}

async function placed(
  { dns, signal }: CheckContext,
  fix: Fix,
  mayHaveMoved: boolean,
): Promise<Fix> {
  const [record] = [...fix.create, ...fix.remove, ...fix.replace.map(({ from }) => from)];
  if (!changesRecords(fix) || record === undefined) return fix;
  const name = record.name.startsWith('*.') ? record.name.slice(2) : record.name;
  const { zone, names: known = [] } = await dns.authorities(name, signal);
  if (zone === undefined) return fix;
  const { names: delegated = [] } = mayHaveMoved ? await dns.delegation(zone, signal) : {};
  const servers = (delegated.length > 0 ? delegated : known).slice(0, MOST_SERVERS);
  if (servers.length === 0) return fix;
  return {
    ...fix,
    where: whereServed(
      legible(zone),
      servers.map((one) => legible(one)),
    ),
  };
}
