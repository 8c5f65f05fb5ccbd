import { getDomain } from 'tldts';
import { isWildcard } from '../../domain-name.ts';
import type { Problem } from '../../problems/catalogue.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import type { CheckContext } from './check-context.ts';
import type { LookupResult } from './lookup.ts';

/**
 * Names the wildcard record, if there is one with the same content, that answers in place of the records to
 * be changed. Many DNS hosts create one that leads to a page of their own; the name then has no record of its
 * own that its owner could change.
 */
export async function withWildcard(
  { domain, dns, signal }: CheckContext,
  finding: DnsFinding,
): Promise<DnsFinding> {
  const at = finding.problems.findIndex(isOfRecords);
  const found = finding.problems[at];
  const registered = getDomain(domain, { extractHostname: false, allowPrivateDomains: true });
  if (!found || isWildcard(domain) || registered === domain) return finding;
  const wildcard = `*${domain.slice(domain.indexOf('.'))}`;
  const old = [...found.fix.replace.map(({ from }) => from), ...found.fix.remove];
  const [first] = old.filter(({ name }) => name === domain);
  if (!first) return finding;

  const type = first.type === 'AAAA' ? 'AAAA' : 'A';
  const said = await dns.resolve(wildcard, type, signal);
  if (!says(said, first.type, first.value)) return finding;
  const told: Problem = { ...found, values: { ...found.values, wildcard } };
  return { ...finding, problems: finding.problems.with(at, told) };
}

function isOfRecords({ code }: Problem): boolean {
  return code === 'dns-wrong-address' || code === 'dns-cname-broken';
}

function says(said: LookupResult<string>, type: string, value: string): boolean {
  if (said.kind === 'failure') return false;
  if (type === 'CNAME') return said.cnames[0] === value;
  return said.kind === 'records' && said.cnames.length === 0 && said.values.includes(value);
}
