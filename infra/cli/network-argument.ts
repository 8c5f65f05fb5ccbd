import { isIP } from 'node:net';
import type { Network } from '../../shared/problems/findings.ts';
import { UsageError } from './arguments.ts';
import { hostArgument } from './domain-argument.ts';

/** The options that say what a mapped domain must point at. */
export const NETWORK_OPTIONS = {
  'network-domain': { type: 'string', value: 'D', help: "The network's main domain" },
  'network-address': {
    type: 'string',
    value: 'A',
    multiple: true,
    help: 'An IP address of the network; may be repeated',
  },
} as const;

/**
 * The network that the options give; undefined if they give none.
 *
 * @throws {UsageError}
 */
export function networkArgument(values: {
  readonly 'network-domain'?: string;
  readonly 'network-address'?: readonly string[];
}): Network | undefined {
  const { 'network-domain': written, 'network-address': addresses = [] } = values;
  const wrong = addresses.find((address) => isIP(address) === 0);
  if (wrong !== undefined) {
    throw new UsageError(
      `--network-address ${JSON.stringify(wrong)} is not an IP address; give one such as 203.0.113.7`,
    );
  }
  if (written === undefined) return addresses.length > 0 ? { addresses } : undefined;
  // As in the settings, the network's own domain may be any name.
  return { domain: hostArgument('--network-domain', written), addresses };
}
