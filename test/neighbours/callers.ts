import { closteClient } from '../../shared/closte/client.ts';
import { ClosteError } from '../../shared/closte/failure.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import { multisiteClient } from '../../shared/multisite/client.ts';
import { MultisiteError } from '../../shared/multisite/failure.ts';
import { credentialsIn } from '../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../shared/settings/secret.ts';

/** A caller's reaction to a fault. */
export interface Made {
  readonly kind: string;
  /** The message that people see. */
  readonly told: string;
  /** Whether the call may have been carried out nevertheless, so that it is repeated. */
  readonly mayBeDone: boolean;
  /** The wait that the neighbour asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/**
 * Each neighbour that is called over HTTP with a secret, by the engine's own client. The time-out, in
 * milliseconds, replaces 45 s and 10 s.
 */
export const CALLERS = {
  Closte: async (origin: string, timeoutMs: number) => {
    const closte = closteClient({
      apiUrl: `${origin}/api/client`,
      apiKey: fixedSecret(SECRET),
      timeoutMs,
      retryDelaysMs: [],
    });
    return made(closte.addAlias(SHOP, NEVER), ClosteError);
  },
  'the multisite': async (origin: string, timeoutMs: number) => {
    const multisite = multisiteClient({
      apiUrl: `${origin}/wp-json`,
      credentials: credentialsIn(fixedSecret(`key:${SECRET}`), 'it'),
      timeoutMs,
    });
    return made(multisite.write(34, { stage: 'done', secure: true }, NEVER), MultisiteError);
  },
} as const;

export type Neighbour = keyof typeof CALLERS;

export const SECRET = 'nobody-else-gets-this';

const SHOP = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;

async function made(
  call: Promise<unknown>,
  failure: typeof ClosteError | typeof MultisiteError,
): Promise<Made> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof failure)) throw error;
    const { kind, message: told, mayBeDone, retryAfterMs } = error;
    return { kind, told, mayBeDone, retryAfterMs };
  }
  return { kind: 'success', told: '', mayBeDone: false, retryAfterMs: undefined };
}
