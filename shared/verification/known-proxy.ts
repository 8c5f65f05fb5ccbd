import { BlockList } from 'node:net';
import { familyOf } from './address.ts';
import { PROXY_RANGES } from './proxy-ranges.ts';

/** No proxy gives a name more addresses; a hostile answer has thousands. */
const MOST_ADDRESSES = 32;

/**
 * The well-known proxy that has all of the addresses; undefined if none has, or if there are no addresses.
 */
export function knownProxy(addresses: readonly string[]): string | undefined {
  if (addresses.length === 0 || addresses.length > MOST_ADDRESSES) return undefined;
  return lists().find(({ list }) => addresses.every((one) => has(list, one)))?.name;
}

interface NamedList {
  readonly name: string;
  readonly list: BlockList;
}

let made: readonly NamedList[] | undefined;

/** Made when first needed, since most domains point at the network. */
function lists(): readonly NamedList[] {
  made ??= PROXY_RANGES.map(({ name, blocks }) => ({ name, list: listOf(blocks) }));
  return made;
}

function listOf(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const { address, bits, family } = blockIn(block) ?? {};
    if (address !== undefined) list.addSubnet(address, bits ?? 0, family);
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && list.check(address, family);
}

/** Whether the text is a block of addresses, such as `104.16.0.0/13`, that one network can have. */
export function isBlock(text: string): boolean {
  return blockIn(text) !== undefined;
}

/** A shorter prefix means more addresses than anybody has. */
const LEAST_BITS = { ipv4: 8, ipv6: 16 } as const;
const MOST_BITS = { ipv4: 32, ipv6: 128 } as const;

function blockIn(text: string) {
  const [address = '', length = '', ...more] = text.split('/');
  const family = familyOf(address);
  const bits = Number(length);
  if (family === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  return bits >= LEAST_BITS[family] && bits <= MOST_BITS[family]
    ? { address, bits, family }
    : undefined;
}
