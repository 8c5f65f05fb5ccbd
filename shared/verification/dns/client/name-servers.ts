import { createSocket } from 'node:dgram';
import { phrase, type Reason } from '../../../problems/phrase.ts';
import { isPublicAddress } from '../../address.ts';
import type { Egress } from '../../egress.ts';
import type { Endpoint } from './endpoint.ts';
import { fromResolver } from './interpret.ts';
import { isOfType, type ResourceRecord } from './resource-record.ts';
import { type Ask, reasonOf, responseIn } from './zone-of.ts';

/** A name server of a zone at one of its addresses. */
export interface NameServer {
  readonly name: string;
  readonly endpoint: Endpoint;
}

/** The name servers that can be asked, and the reasons why others cannot. */
export interface NameServersFound {
  readonly servers: readonly NameServer[];
  /** Why servers were left out. */
  readonly left: readonly Reason[];
}

/** The conditions under which a name server may and can be asked. */
export interface Reach {
  /** The port of name servers. */
  readonly port: number;
  readonly allowPrivateAddresses: boolean;
  readonly egress: Egress;
}

const MOST_SERVERS = 4;
const MOST_ADDRESSES = 2;
/**
 * Two addresses of one server are wanted; a hostile server may have thousands, each of which would be
 * tried.
 */
const MOST_TRIED = 16;

/** Finds where the name servers called `names` can be asked, using the `glue` that is known. */
export async function locate(
  names: readonly string[],
  glue: readonly ResourceRecord[],
  ask: Ask,
  reach: Reach,
  signal: AbortSignal,
): Promise<NameServersFound> {
  const chosen = [...new Set(names)].sort().slice(0, MOST_SERVERS);
  const each = await Promise.all(chosen.map((name) => locateOne(name, glue, ask, reach, signal)));
  const servers = new Map<string, NameServer>();
  for (const one of each.flatMap((found) => found.servers)) {
    if (!servers.has(one.endpoint.address)) servers.set(one.endpoint.address, one);
  }
  return { servers: [...servers.values()], left: each.flatMap(({ left }) => left) };
}

async function locateOne(
  name: string,
  glue: readonly ResourceRecord[],
  ask: Ask,
  { port, allowPrivateAddresses, egress }: Reach,
  signal: AbortSignal,
): Promise<NameServersFound> {
  const told = glue.filter((record) => record.name === name);
  const ofType = (type: 'A' | 'AAAA') => ({
    addresses: told.filter((one) => isOfType(one, type)).map(({ value }) => String(value)),
  });
  // A referral with one address of a server has all of them, and nobody else may be able to look them up.
  const [v4, v6]: readonly AddressesFound[] = told.some(
    ({ type }) => type === 'A' || type === 'AAAA',
  )
    ? [ofType('A'), ofType('AAAA')]
    : await Promise.all([
        addressesOf(name, 'A', ask, signal),
        addressesOf(name, 'AAAA', ask, signal),
      ]);
  const found = inTurns(v4?.addresses ?? [], v6?.addresses ?? []).slice(0, MOST_TRIED);
  if (found.length === 0) {
    const failure = v4?.failure ?? v6?.failure;
    return { servers: [], left: [noAddress(name, failure)] };
  }

  const allowed = found.filter((one) => allowPrivateAddresses || isPublicAddress(one));
  const left = found
    .filter((one) => !allowed.includes(one))
    .slice(0, MOST_ADDRESSES)
    .map((address): Reason => phrase('servers.not-public', { server: serverTitle(name, address) }));
  const reachable: string[] = [];
  for (const address of allowed) {
    if (reachable.length < MOST_ADDRESSES && (await isInReach(address, port, egress, signal))) {
      reachable.push(address);
    }
  }
  const [first] = allowed;
  if (first !== undefined && reachable.length === 0) {
    left.push(phrase('servers.no-route', { server: serverTitle(name, first) }));
  }
  return {
    servers: reachable.map((address) => ({ name, endpoint: { address, port } })),
    left,
  };
}

/** A server's title: its name and address. */
export function serverTitle(name: string, address: string): string {
  return `${name} (${address})`;
}

function noAddress(name: string, failure: Reason | undefined): Reason {
  return failure === undefined
    ? phrase('servers.no-address', { server: name })
    : phrase('lookup.server-failed', { server: name, reason: failure });
}

interface AddressesFound {
  readonly addresses: readonly string[];
  readonly failure?: Reason;
}

async function addressesOf(
  name: string,
  type: 'A' | 'AAAA',
  ask: Ask,
  signal: AbortSignal,
): Promise<AddressesFound> {
  const outcome = await ask({ name, type }, signal);
  const response = responseIn(outcome);
  if (!response) return { addresses: [], failure: reasonOf(outcome) };
  const answer = fromResolver(response, name, type);
  return { addresses: answer.kind === 'records' ? answer.values : [] };
}

/** Alternates between the lists, so that the first few are of both families. */
function inTurns(some: readonly string[], others: readonly string[]): string[] {
  const length = Math.max(some.length, others.length);
  return Array.from({ length }, (_, i) => [some[i], others[i]])
    .flat()
    .filter((one) => one !== undefined);
}

/**
 * Whether the address can be reached from this machine. Many machines, Cloud Run's among them, have no
 * IPv6, and some may not ask name servers. Neither is the server's fault.
 */
async function isInReach(
  address: string,
  port: number,
  egress: Egress,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await egress.has('dns-udp', signal)) && !(await egress.has('dns-tcp', signal)))
    return false;
  return !address.includes(':') || ((await hasRoute(address, port)) && egress.has('ipv6', signal));
}

/** Connecting by UDP sends nothing, but fails where there is no route. */
async function hasRoute(address: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = createSocket('udp6');
  socket.on('error', () => resolve(false));
  socket.connect(port, address, (error?: Error) => resolve(!error));
  const found = await promise;
  socket.close();
  return found;
}
