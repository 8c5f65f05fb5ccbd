import { type Problem, recordProblem } from '../../problems/catalogue.ts';
import { fixBy } from '../../problems/fix.ts';
import type { HostResolution } from './host-resolution.ts';
import type { Goal } from './records-in-the-way.ts';

/** Warns of a name that has only the network's IPv6 address, while the network has IPv4 as well. */
export function missingIpv4(
  { a, aaaa, chain }: HostResolution,
  { domain, wanted }: Goal,
): Problem[] {
  const create = wanted.filter(({ type }) => type === 'A');
  // The target of a CNAME record is not the customer's to change.
  const isOwn = chain.names.length === 1;
  if (!isOwn || a.kind !== 'no-data' || aaaa.kind !== 'records' || create.length === 0) return [];
  return [recordProblem('dns-ipv4-missing', { name: domain }, { ...fixBy('customer'), create })];
}
