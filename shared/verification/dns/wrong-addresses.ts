import { type Problem, recordProblem } from '../../problems/catalogue.ts';
import { fixBy } from '../../problems/fix.ts';
import { recordsFix } from '../../problems/record-changes.ts';
import { familyOf } from '../address.ts';
import type { CnameChain } from './cname-chain.ts';
import type { NetworkResolution } from './network-resolution.ts';
import {
  type AddressType,
  type Goal,
  recordsInTheWay,
  toldAddresses,
} from './records-in-the-way.ts';

/** `private`: never connected to, whoever owns it. */
export type Place = 'ours' | 'stray' | 'private';
/** Addresses of one family, by their place. */
export type Sorted = Readonly<Record<Place, readonly string[]>>;

interface Resolved {
  readonly chain: CnameChain;
  readonly network: NetworkResolution;
}

/**
 * The problems of a name's addresses. The fixes fit together: none creates a record that another keeps or
 * creates.
 */
export function wrongAddresses(
  resolution: Resolved,
  v4: Sorted,
  v6: Sorted,
  goal: Goal,
): Problem[] {
  const someV4 = v4.ours.length > 0;
  const some = someV4 || v6.ours.length > 0;
  const inside = [...v4.private, ...v6.private];
  const isTheNetworks = networksOwn(resolution, goal);
  const own = inside.filter(isTheNetworks);
  const others = inside.filter((address) => !isTheNetworks(address));

  const staying = typesOf([...v4.ours, ...v6.ours, ...own]);
  const besideOthers = [...staying, ...typesOf([...v4.stray, ...v6.stray])];
  const replaced = typesOf(others).filter(
    (type) => !besideOthers.includes(type) && goal.wanted.some((one) => one.type === type),
  );
  const fixFor = (addresses: readonly string[], typesThatStay: readonly AddressType[]) =>
    recordsFix(recordsInTheWay(resolution.chain, addresses, goal, typesThatStay));
  const told = (
    code: 'dns-wrong-address' | 'dns-mixed-addresses' | 'dns-ipv6-elsewhere',
    addresses: readonly string[],
  ) => {
    if (addresses.length === 0) return [];
    const values = { name: goal.domain, ...toldAddresses(addresses) };
    return [recordProblem(code, values, fixFor(addresses, [...staying, ...replaced]))];
  };
  return [
    ...privateAddresses(goal.domain, own, others, () => fixFor(others, besideOthers)),
    ...told('dns-wrong-address', [...(someV4 ? [] : v4.stray), ...(some ? [] : v6.stray)]),
    ...told('dns-mixed-addresses', someV4 ? v4.stray : []),
    ...told('dns-ipv6-elsewhere', some ? v6.stray : []),
  ];
}

/** The network's `own` private addresses are for ops to fix, `others` for the customer. */
function privateAddresses(
  name: string,
  own: readonly string[],
  others: readonly string[],
  fixOthers: () => ReturnType<typeof recordsFix>,
): Problem[] {
  const ofNetwork = toldAddresses(own);
  const { addresses, moreAddresses } = ofNetwork;
  return [
    ...(own.length > 0
      ? [
          recordProblem(
            'dns-private-address',
            {
              name,
              ...ofNetwork,
              own: addresses,
              ...(moreAddresses === undefined ? {} : { moreOwn: moreAddresses }),
            },
            fixBy('ops'),
          ),
        ]
      : []),
    ...(others.length > 0
      ? [recordProblem('dns-private-address', { name, ...toldAddresses(others) }, fixOthers())]
      : []),
  ];
}

/**
 * Whether an address that is never connected to is the network's own, so that the customer cannot fix it.
 */
function networksOwn({ chain, network }: Resolved, { wanted }: Goal): (address: string) => boolean {
  if (chain.end.kind === 'goal') return () => true;
  const addressesWanted = wanted.filter(({ type }) => type !== 'CNAME');
  // A documentation address may be wanted as well, and then there is nothing to change it to.
  const own = new Set(
    addressesWanted.length > 0 ? addressesWanted.map(({ value }) => value) : network.addresses,
  );
  return (address) => own.has(address);
}

function typesOf(addresses: readonly string[]): AddressType[] {
  const types = addresses.map((address) => (familyOf(address) === 'ipv6' ? 'AAAA' : 'A'));
  return [...new Set(types)];
}
