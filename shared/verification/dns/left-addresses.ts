import { type Problem, recordProblem } from '../../problems/catalogue.ts';
import { recordsFix } from '../../problems/record-changes.ts';
import { familyOf } from '../address.ts';
import type { CnameChain } from './cname-chain.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { type Goal, recordsInTheWay, toldAddresses } from './records-in-the-way.ts';

/** Warns of addresses that the network has left and that still count as right for a while. */
export function leftAddresses(
  { chain, network }: { readonly chain: CnameChain; readonly network: NetworkResolution },
  addresses: readonly string[],
  goal: Goal,
): Problem[] {
  const { former = [] } = network;
  const left = former.filter(({ address }) => addresses.includes(address));
  if (left.length === 0) return [];

  const old = left.map(({ address }) => address);
  const staying = addresses.filter((address) => !old.includes(address));
  const typesThatStay = staying.map((address) =>
    familyOf(address) === 'ipv6' ? ('AAAA' as const) : ('A' as const),
  );
  const until = Math.min(...left.map((one) => one.until));
  const values = {
    name: goal.domain,
    ...toldAddresses(old),
    rightUntil: new Date(until).toISOString(),
  };
  const fix = recordsFix(recordsInTheWay(chain, old, goal, typesThatStay));
  return [recordProblem('dns-old-address', values, fix)];
}
