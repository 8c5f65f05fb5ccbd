import { isIP } from 'node:net';
import { type DomainName, DomainNameError, parseDomainName } from '../domain-name.ts';
import type { Network } from '../problems/findings.ts';
import type { MessageIssue } from './message-issue.ts';
import type { Message } from './message-schema.ts';

/** The network as a message tells it, and what of that cannot be used. */
export interface ToldNetwork {
  readonly networkId: number | undefined;
  /** Undefined if the message tells nothing of it that can be used. */
  readonly network: Network | undefined;
  readonly leftOut: readonly MessageIssue[];
}

/**
 * The network as a message describes it, as far as that makes sense: a network on one machine may be called
 * `localhost` or by an IP address, and what its domains ask for holds all the same.
 */
export function networkOf(written: Message['network']): ToldNetwork {
  const networkId = written?.id ?? undefined;
  const leftOut: MessageIssue[] = [];
  const addresses: string[] = [];
  for (const [index, address] of (written?.addresses ?? []).entries()) {
    if (isIP(address) !== 0) addresses.push(address);
    else leftOut.push({ field: `network.addresses.${index}`, message: 'must be an IP address' });
  }
  const domain = written?.domain ?? undefined;
  if (domain !== undefined && isIP(domain) !== 0) addresses.push(domain);
  const name = domain === undefined ? undefined : nameOf(domain, leftOut);
  if (name !== undefined) return { networkId, network: { domain: name, addresses }, leftOut };
  return { networkId, network: addresses.length > 0 ? { addresses } : undefined, leftOut };
}

/** The network's own domain is the operator's choice: only what is no name at all is left out. */
function nameOf(domain: string, leftOut: MessageIssue[]): DomainName | undefined {
  if (isIP(domain) !== 0) return undefined;
  try {
    return parseDomainName(domain, { allowSpecialUse: true });
  } catch (error) {
    if (!(error instanceof DomainNameError)) throw error;
    leftOut.push({ field: 'network.domain', message: error.message });
    return undefined;
  }
}
