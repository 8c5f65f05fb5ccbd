import type { Logger } from 'pino';
import type { DomainName } from '../../domain-name.ts';
import {
  type MultisiteCredentials,
  openMultisiteCredentials,
} from '../../settings/multisite-credentials.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Egress, EVERYWHERE } from '../egress.ts';
import type { Proof } from './answers.ts';
import { proofOf } from './prove.ts';

/** Whether the site behind a domain's addresses proves to be the multisite's. */
export type Prover = (
  domain: DomainName,
  addresses: readonly string[],
  signal: AbortSignal,
) => Promise<Proof>;

/** With the secret that the settings give; undefined if they give none. */
export function openProver(
  settings: Settings,
  log: Pick<Logger, 'warn'>,
  credentials: MultisiteCredentials | undefined = openMultisiteCredentials(settings),
  egress: Egress = EVERYWHERE,
): Prover | undefined {
  if (!credentials) return undefined;
  const { httpPort, tlsPort, allowPrivateAddresses } = settings;
  let isTold = false;

  return async (domain, addresses, signal) => {
    const secret = await readSecret(credentials).catch((err: unknown) => {
      if (!isTold) log.warn({ err }, 'no domain behind a proxy can be proven');
      isTold = true;
      return undefined;
    });
    if (secret === undefined) return 'unknown';
    isTold = false;
    const options = { secret, httpPort, tlsPort, allowPrivateAddresses, egress, signal };
    return proofOf(domain, addresses, options);
  };
}

async function readSecret(credentials: MultisiteCredentials): Promise<string> {
  return (await credentials.current()).secret;
}
