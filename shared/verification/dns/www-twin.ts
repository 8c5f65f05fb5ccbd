import type { DomainName } from '../../domain-name.ts';
import { type Problem, recordProblem } from '../../problems/catalogue.ts';
import { recordsFix } from '../../problems/record-changes.ts';
import { addressesIn, type HostResolution } from './host-resolution.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { recordsInTheWay, toldAddresses } from './records-in-the-way.ts';
import { addressesToPointAt, recordsWanted } from './wanted-records.ts';

const MOST_TOLD = 8;

/**
 * Warns if the twin of a right domain leads elsewhere. Ultimate Multisite warns as soon as their A records
 * differ; here each may have any of the network's addresses. As there, a twin without addresses does not
 * matter: it leads nobody to the wrong place.
 */
export function twinProblems(
  domain: DomainName,
  own: HostResolution,
  twin: { readonly name: DomainName; readonly resolution: HostResolution },
  network: NetworkResolution,
  allowPrivateAddresses: boolean,
): Problem[] {
  const { chain } = twin.resolution;
  const seen = [...addressesIn(twin.resolution.a), ...addressesIn(twin.resolution.aaaa)];
  const same = new Set([...network.addresses, ...addressesIn(own.a), ...addressesIn(own.aaaa)]);
  const leadsHere = chain.end.kind === 'goal' || chain.names.includes(domain);
  const elsewhere = leadsHere ? [] : seen.filter((address) => !same.has(address));
  if (elsewhere.length === 0) return [];

  const { toPointAt = network.addresses } = network;
  const reachable = addressesToPointAt(toPointAt, allowPrivateAddresses);
  const goal = {
    domain: twin.name,
    wanted: recordsWanted(twin.name, network.domain, reachable),
  };
  const isPartlyRight = elsewhere.length < seen.length;
  const change = recordsInTheWay(chain, elsewhere, goal, isPartlyRight ? ['A', 'AAAA'] : []);
  const values = { name: twin.name, domain, ...toldAddresses(elsewhere, MOST_TOLD) };
  return [recordProblem('dns-www-differs', values, recordsFix(change))];
}
