import { type DomainName, probeName } from '../../domain-name.ts';
import { canonicalAddress } from '../address.ts';
import type { DnsFinding, Network } from '../findings.ts';
import { problem } from '../problems/catalogue.ts';
import { followCnames } from './cname-chain.ts';
import { type DnsSight, judgeDns, type NetworkSight } from './judgement.ts';
import type { DnsAnswer, Resolver } from './resolver.ts';

export interface DnsCheckOptions {
  readonly resolver: Resolver;
  /** Take private, loopback and other non-public addresses for addresses like any other. */
  readonly allowPrivateAddresses: boolean;
  readonly signal: AbortSignal;
}

/**
 * Looks whether a mapped domain points at the network: at its addresses, or through its domain.
 * For a right one that takes its A and AAAA records, and those of the network's domain where no
 * addresses are given. Rejects only with the reason of an aborted `signal`.
 */
export async function checkDns(
  domain: DomainName,
  network: Network,
  options: DnsCheckOptions,
): Promise<DnsFinding> {
  if (network.domain === undefined && network.addresses.length === 0) {
    const problems = [problem('network-unknown', { name: domain })];
    return { verdict: 'unknown', addresses: [], problems };
  }
  const sight = await look(probeName(domain), network, options.resolver, options.signal);
  return judgeDns(domain, sight, options.allowPrivateAddresses);
}

async function look(
  name: string,
  network: Network,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<DnsSight> {
  const [own, seenNetwork] = await Promise.all([
    lookUpAddresses(name, resolver, signal),
    lookUpNetwork(network, resolver, signal),
  ]);
  const sight = { ...own, network: seenNetwork };
  if (!needsChain(sight)) return sight;

  const chain = await followCnames(name, network.domain, resolver, signal);
  const last = chain.names.at(-1);
  const led = chain.end.kind === 'host' || chain.end.kind === 'goal';
  if (hasAddress(sight) || !led || last === undefined || last === name) return { ...sight, chain };
  // Servers that answer for their own zones alone leave following a CNAME to whoever asked.
  return { ...sight, ...(await lookUpAddresses(last, resolver, signal)), chain };
}

interface Addresses {
  readonly a: DnsAnswer;
  readonly aaaa: DnsAnswer;
}

/** For addresses that may be the network's through its name, and for what hides their absence. */
function needsChain({ a, aaaa, network }: DnsSight): boolean {
  if (!hasAddress({ a, aaaa })) return replied(a) || replied(aaaa);
  if (network.domain === undefined) return false;
  const ours = new Set(network.addresses);
  return ![...addressesIn(a), ...addressesIn(aaaa)].every((address) => ours.has(address));
}

async function lookUpNetwork(
  { domain, addresses }: Network,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<NetworkSight> {
  const named = domain === undefined ? {} : { domain };
  if (domain === undefined || addresses.length > 0) {
    return { ...named, addresses: [...new Set(addresses.map(canonicalAddress))] };
  }
  const { a, aaaa } = await lookUpAddresses(domain, resolver, signal);
  const failed = [a, aaaa].find((answer) => answer.kind === 'failure');
  const found = [...addressesIn(a), ...addressesIn(aaaa)];
  const none = a.kind === 'no-name' ? 'it does not exist' : 'it has no A or AAAA record';
  const reason = failed?.reason ?? (found.length === 0 ? none : undefined);
  return {
    domain,
    addresses: found,
    ...(reason === undefined ? {} : { failure: { name: domain, reason } }),
  };
}

async function lookUpAddresses(
  name: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<Addresses> {
  const [a, aaaa] = await Promise.all([
    resolver(name, 'A', signal),
    resolver(name, 'AAAA', signal),
  ]);
  return { a: canonical(a), aaaa: canonical(aaaa) };
}

function canonical(answer: DnsAnswer): DnsAnswer {
  if (answer.kind !== 'records') return answer;
  return { kind: 'records', values: [...new Set(answer.values.map(canonicalAddress))] };
}

function hasAddress({ a, aaaa }: Addresses): boolean {
  return a.kind === 'records' || aaaa.kind === 'records';
}

function addressesIn(answer: DnsAnswer): readonly string[] {
  return answer.kind === 'records' ? answer.values : [];
}

function replied(answer: DnsAnswer): boolean {
  return answer.kind !== 'failure' || answer.replied;
}
