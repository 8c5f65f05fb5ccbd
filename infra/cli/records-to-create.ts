import type { Problem, ProblemCode } from '../../shared/problems/catalogue.ts';
import { isCname, type RecordText } from '../../shared/problems/records.ts';
import { type Diagnosis, problemsFound } from './diagnosis.ts';

/** A record as a line of a zone file, all names with their last dot. */
export type ZoneLine = string;

/** The records that would mend what is wrong; a CNAME among them stands for all addresses. */
export function recordsToCreate(diagnosis: Diagnosis): ZoneLine[] {
  const problems = problemsFound(diagnosis);
  return [
    ...(problems.some(({ code }) => MENDED_BY_POINTING.has(code)) ? pointing(diagnosis) : []),
    ...problems.flatMap(allowing),
  ];
}

/** Those where a record is missing, or stands in the place of the right one. */
const MENDED_BY_POINTING: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'dns-cname-broken',
  'dns-no-records',
  'dns-private-address',
  'dns-wrong-address',
]);

function pointing({ domain, wanted }: Diagnosis): ZoneLine[] {
  return wanted.map((record) => `${domain}. ${absolute(record)}`);
}

function absolute(record: RecordText): string {
  return isCname(record) ? `${record}.` : record;
}

/** Which name of a domain's zone holds its CAA records, only the problem's own words tell. */
function allowing({ code, remedy }: Problem): ZoneLine[] {
  if (code !== 'caa-forbids-issuer') return [];
  const [, name, value] = /Add the record (\S+) (CAA \d+ \S+ ".*?")/.exec(remedy) ?? [];
  return name === undefined ? [] : [`${name}. ${value}`];
}
