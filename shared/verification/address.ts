import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * Addresses that are not on the public Internet: those in IANA's special-purpose address registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry), in its
 * lists of multicast and reserved space, and those of clouds' metadata servers. A block that the registries
 * call reachable only as part of a larger block counts as that one.
 */
const NOT_PUBLIC = {
  ipv4: [
    ['0.0.0.0/8', 'this network, 0.0.0.0 the unspecified address'],
    ['10.0.0.0/8', 'private use'],
    ['100.64.0.0/10', 'carrier-grade NAT; metadata at Alibaba (100.100.100.200)'],
    ['127.0.0.0/8', 'loopback'],
    ['168.63.129.16/32', 'the host as virtual machines at Azure see it'],
    ['169.254.0.0/16', 'link-local; metadata at Google, Amazon, Azure (169.254.169.254)'],
    ['172.16.0.0/12', 'private use'],
    ['192.0.0.0/24', 'IETF protocol assignments; metadata at Oracle (192.0.0.192)'],
    ['192.88.99.0/24', '6to4 relays, deprecated'],
    ['192.168.0.0/16', 'private use'],
    ['198.18.0.0/15', 'benchmarking'],
    ['224.0.0.0/4', 'multicast'],
    ['240.0.0.0/4', 'reserved, 255.255.255.255 the limited broadcast'],
  ],
  ipv6: [
    ['::/128', 'the unspecified address'],
    ['::1/128', 'loopback'],
    ['::/96', 'IPv4-compatible, deprecated'],
    ['::ffff:0:0/96', 'IPv4-mapped'],
    ['64:ff9b::/96', 'NAT64: leads to any IPv4 address'],
    ['64:ff9b:1::/48', 'NAT64 for local use'],
    ['100::/64', 'discarded'],
    ['100:0:0:1::/64', 'dummy prefix'],
    ['2001::/32', 'Teredo: leads to any IPv4 address'],
    ['2001:2::/48', 'benchmarking'],
    ['2001:10::/28', 'ORCHID, deprecated'],
    ['2001:20::/28', 'ORCHIDv2'],
    ['2001::/23', 'IETF protocol assignments'],
    ['2002::/16', '6to4: leads to any IPv4 address'],
    ['5f00::/16', 'segment routing'],
    ['fc00::/7', 'unique local; metadata at Google (fd20:ce::254) and Amazon (fd00:ec2::254)'],
    ['fe80::/10', 'link-local'],
    ['fec0::/10', 'site-local, deprecated'],
    ['ff00::/8', 'multicast'],
    // Global unicast is 2000::/3 (RFC 4291, 2.4); the rest of the address space follows.
    ['::/3', 'not global unicast'],
    ['4000::/2', 'not global unicast'],
    ['8000::/1', 'not global unicast'],
  ],
} as const;

/** Documentation addresses: as unreachable as those above, but not a way into anybody's network. */
const DOCUMENTATION = {
  ipv4: [
    ['192.0.2.0/24', 'TEST-NET-1'],
    ['198.51.100.0/24', 'TEST-NET-2'],
    ['203.0.113.0/24', 'TEST-NET-3'],
  ],
  ipv6: [
    ['2001:db8::/32', 'documentation'],
    ['3fff::/20', 'documentation'],
  ],
} as const;

type Family = 'ipv4' | 'ipv6';
type Blocks = Readonly<Record<Family, readonly (readonly [block: string, what: string])[]>>;

const isNotPublic = within(NOT_PUBLIC);
const isForDocumentation = within(DOCUMENTATION);

/** Whether the address is on the public Internet, so that a customer's record may lead us there. */
export function isPublicAddress(address: string): boolean {
  const family = familyOf(address);
  return (
    family !== undefined &&
    !isNotPublic(address, family) &&
    !isForDocumentation(address, family) &&
    !(family === 'ipv6' && isIsatap(address))
  );
}

/**
 * Whether it is an ISATAP address (RFC 5214, 6.1), in any network: a tunnel to the IPv4 address in its last
 * 32 bits, preceded by the 16 bits `0000` or `0200` and the 16 bits `5efe`.
 */
function isIsatap(address: string): boolean {
  return /:(0|200)?:5efe:[^:]+:[^:]+$/.test(canonicalAddress(address));
}

/**
 * Whether the address only stands in examples: it is never connected to, but is no sign of an attack
 * either.
 */
export function isDocumentationAddress(address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && isForDocumentation(address, family);
}

/** The canonical spelling of an address, for comparisons: `2001:DB8:0::1` is `2001:db8::1`. */
export function canonicalAddress(address: string): string {
  return familyOf(address) === 'ipv6'
    ? new SocketAddress({ address, family: 'ipv6' }).address
    : address;
}

/** Undefined if the text is not an address, or is bound to one of our interfaces (`fe80::1%eth0`). */
export function familyOf(address: string): Family | undefined {
  if (address.includes('%')) return undefined;
  const version = isIP(address);
  return version === 0 ? undefined : `ipv${version === 4 ? 4 : 6}`;
}

/** One list for each family: in a list of both, every IPv4 address would be in ::ffff:0:0/96. */
function within(blocks: Blocks): (address: string, family: Family) => boolean {
  const list = (family: Family) => {
    const listed = new BlockList();
    for (const [block] of blocks[family]) {
      const [network = '', prefix] = block.split('/');
      listed.addSubnet(network, Number(prefix), family);
    }
    return listed;
  };
  const lists = { ipv4: list('ipv4'), ipv6: list('ipv6') };
  return (address, family) => lists[family].check(address, family);
}
