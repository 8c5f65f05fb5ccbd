import type { DnsRecord } from '../../problems/dns-record.ts';
import { changesRecords, type Fix } from '../../problems/fix.ts';
import type { CheckContext } from './check-context.ts';

/** People have such a record at the top of a zone, or a label or two below it. */
const MOST_QUESTIONS = 3;

/**
 * The fix without CNAME records that nobody has created: servers make them up if a name above has a DNAME
 * record, below which no record can be created (RFC 6672, 2.3 and 2.4). That record has to go instead.
 */
export async function withDname(
  { domain, name, dns, signal }: CheckContext,
  fix: Fix,
): Promise<Fix> {
  const old = [...fix.remove, ...fix.replace.map(({ from }) => from)];
  const cname = old.find(({ type }) => type === 'CNAME');
  if (!changesRecords(fix) || cname === undefined) return fix;
  const asked = cname.name === domain ? name : cname.name;
  for (const dname of dnamesFrom(asked, cname.value).slice(0, MOST_QUESTIONS)) {
    const said = await dns.resolve(dname.name, 'DNAME', signal);
    if (said.kind === 'records' && said.cnames.length === 0 && said.values.includes(dname.value)) {
      return withoutCname(fix, cname, dname);
    }
  }
  return fix;
}

/** The DNAME records that would lead from one name to the other: both begin with the same labels. */
function dnamesFrom(name: string, target: string): DnsRecord[] {
  const [first = '', ...above] = name.split('.');
  const [same, ...aboveTarget] = target.split('.');
  if (first !== same || above.length < 2 || aboveTarget.length === 0) return [];
  const [at, to] = [above.join('.'), aboveTarget.join('.')];
  return [{ name: at, type: 'DNAME', value: to }, ...dnamesFrom(at, to)];
}

function withoutCname(fix: Fix, cname: DnsRecord, dname: DnsRecord): Fix {
  const isOther = (record: DnsRecord) => record.name !== cname.name || record.type !== 'CNAME';
  const replaced = fix.replace.filter(({ from }) => !isOther(from)).map(({ to }) => to);
  return {
    ...fix,
    remove: [...fix.remove.filter(isOther), dname],
    replace: fix.replace.filter(({ from }) => isOther(from)),
    create: [...replaced, ...fix.create],
  };
}
