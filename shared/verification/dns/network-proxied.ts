import { type Problem, problem } from '../../problems/catalogue.ts';
import type { NetworkResolution } from './network-resolution.ts';
import { toldAddresses } from './records-in-the-way.ts';

/**
 * The problem that the network's only known addresses are a proxy's, so that no remedy can name an address to
 * point at.
 */
export function networkProblems({
  domain = '',
  addresses,
  behindProxy,
}: NetworkResolution): Problem[] {
  if (behindProxy === undefined) return [];
  const told = toldAddresses(addresses);
  return [problem('network-proxied', { name: domain, proxy: behindProxy, ...told })];
}
