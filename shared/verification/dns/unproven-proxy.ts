import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { recordText } from '../../problems/tell-fix.ts';
import { knownProxy } from '../known-proxy.ts';
import { toldAddresses } from './records-in-the-way.ts';

/**
 * Says of addresses that are a well-known proxy's what they are: they stand in no zone, so nobody can
 * change them there. It stays as wrong as it is, since what is behind is not known.
 */
export function withKnownProxies(domain: DomainName, finding: DnsFinding): DnsFinding {
  const problems = finding.problems.map((one) => unproven(domain, one) ?? one);
  return { ...finding, problems };
}

function unproven(name: DomainName, found: Problem): Problem | undefined {
  if (found.code !== 'dns-wrong-address') return undefined;
  const { replace, remove, create } = found.fix;
  const old = [...replace.map(({ from }) => from), ...remove];
  // A CNAME record is the customer's own, wherever it leads.
  if (old.some(({ type }) => type === 'CNAME')) return undefined;
  const addresses = old.map(({ value }) => value);
  const proxy = knownProxy(addresses);
  if (proxy === undefined) return undefined;
  const wanted = [...replace.map(({ to }) => to), ...create].map(recordText);
  return problem('dns-proxy-unproven', { name, proxy, wanted, ...toldAddresses(addresses) });
}
