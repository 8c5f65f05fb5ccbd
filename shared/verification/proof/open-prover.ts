import type { Logger } from 'pino';
import type { DomainName } from '../../domain-name.ts';
import {
  type Credentials,
  type MultisiteCredentials,
  openMultisiteCredentials,
} from '../../settings/multisite-credentials.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Egress, EVERYWHERE } from '../egress.ts';
import type { Proof } from './answers.ts';
import { proofOf } from './prove.ts';

/** Tests whether the site behind a domain's addresses is the multisite's. */
export type Prover = (
  domain: DomainName,
  addresses: readonly string[],
  signal: AbortSignal,
) => Promise<Proof>;

/**
 * The prover with the secret from the settings; undefined if they have none. If a site gives a proof made with
 * another secret, ours may be out of date, and is read again.
 */
export function openProver(
  settings: Settings,
  log: Pick<Logger, 'warn'>,
  credentials: MultisiteCredentials | undefined = openMultisiteCredentials(settings),
  egress: Egress = EVERYWHERE,
): Prover | undefined {
  if (!credentials) return undefined;
  const { httpPort, tlsPort, allowPrivateAddresses } = settings;
  let isTold = false;

  /** Undefined if the credentials cannot be read, which is logged once. */
  async function read<Read>(reading: Promise<Read>): Promise<Read | undefined> {
    try {
      const found = await reading;
      isTold = false;
      return found;
    } catch (err) {
      if (!isTold) log.warn({ err }, 'no domain behind a proxy can be proven');
      isTold = true;
      return undefined;
    }
  }

  return async (domain, addresses, signal) => {
    const proofWith = ({ secret }: Credentials) =>
      proofOf(domain, addresses, {
        secret,
        httpPort,
        tlsPort,
        allowPrivateAddresses,
        egress,
        signal,
      });
    const used = await read(credentials.current());
    if (!used) return 'silent';
    const proof = await proofWith(used);
    if (proof !== 'other-secret') return proof;
    const replacement = await read(credentials.replacementFor(used));
    return replacement ? proofWith(replacement) : proof;
  };
}
