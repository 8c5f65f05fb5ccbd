import { isIP } from 'node:net';
import { DomainNameError, parseHostName } from '../domain-name.ts';
import type { Network } from '../problems/findings.ts';
import { legible } from '../problems/legible.ts';
import type { MessageIssue } from './message-issue.ts';
import type { Message } from './message-schema.ts';

/** The network as a message describes it, and the parts of it that cannot be used. */
export interface ToldNetwork {
  readonly networkId: number | undefined;
  /** Its domain, even if that cannot be used as a name, as `localhost`. */
  readonly networkDomain: string | undefined;
  /** Undefined if the message says nothing about it that can be used. */
  readonly network: Network | undefined;
  readonly leftOut: readonly MessageIssue[];
}

/**
 * The network as a message describes it, as far as that is usable. A network on one machine may be called
 * `localhost` or have an IP address for its name; the wishes about its domains still count.
 */
export function networkOf(written: Message['network']): ToldNetwork {
  const networkId = written?.id ?? undefined;
  const leftOut: MessageIssue[] = [];
  const addresses: string[] = [];
  for (const [index, address] of (written?.addresses ?? []).entries()) {
    if (isIP(address) !== 0) addresses.push(address);
    else leftOut.push({ field: `network.addresses.${index}`, message: 'must be an IP address' });
  }
  // PHP writes an absent value as an empty one, too. Kept as the network's, it would make the real name foreign.
  const domain = written?.domain?.trim() || undefined;
  if (domain !== undefined && isIP(domain) !== 0) addresses.push(domain);
  const name = domain === undefined ? undefined : nameOf(domain, leftOut);
  const networkDomain = name ?? (domain && legible(domain.toLowerCase()));
  const told = { networkId, networkDomain, leftOut };
  if (name !== undefined) return { ...told, network: { domain: name, addresses } };
  return { ...told, network: addresses.length > 0 ? { addresses } : undefined };
}

/** The network's own domain is the operator's choice: it is left out only if it is not a name at all. */
function nameOf(domain: string, leftOut: MessageIssue[]): string | undefined {
  if (isIP(domain) !== 0) return undefined;
  try {
    return parseHostName(domain);
  } catch (error) {
    if (!(error instanceof DomainNameError)) throw error;
    leftOut.push({ field: 'network.domain', message: error.message });
    return undefined;
  }
}
