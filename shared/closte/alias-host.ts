import type { Logger } from 'pino';
import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import { type Memory, requestCertificate } from './certificate-request.ts';
import type { Closte } from './client.ts';
import { ClosteError, type ClosteFailureKind } from './failure.ts';

export interface ClosteHostOptions {
  readonly closte: Closte;
  /** Where it is remembered which endpoint answers certificate requests. */
  readonly memory: Memory;
  /** Gets every failure, with its kind as `closteFailure`. */
  readonly log: Pick<Logger, 'warn'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Why the connection is not good. */
export interface ConnectionFailure {
  readonly kind: ClosteFailureKind;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** As the lifecycle calls it. */
type Step = 'add-alias' | 'remove-alias' | 'request-certificate';

/** Closte as the engine's `AliasHost`: what Closte does wrong is logged, and told as a value. */
export function closteAliasHost({ closte, memory, log, now }: ClosteHostOptions) {
  /** The failure, which is logged; undefined if there is none. */
  async function failureOf(step: Step, domain: DomainName, call: Promise<void>) {
    const failure = await closteErrorOf(call);
    if (failure) log.warn({ domain, step, closteFailure: failure.kind }, failure.message);
    return failure;
  }

  return {
    async add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome> {
      return outcomeOf(await failureOf('add-alias', domain, closte.addAlias(domain, signal)));
    },

    async remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome> {
      return outcomeOf(await failureOf('remove-alias', domain, closte.removeAlias(domain, signal)));
    },

    async requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed'> {
      const call = requestCertificate(closte, domain, memory, now, signal);
      return (await failureOf('request-certificate', domain, call)) ? 'failed' : 'asked';
    },

    async test(signal: AbortSignal): Promise<ConnectionFailure | undefined> {
      const failure = await closteErrorOf(closte.testConnection(signal));
      if (!failure) return undefined;
      const { kind, message, retryAfterMs } = failure;
      return { kind, message, retryAfterMs };
    },
  };
}

async function closteErrorOf(call: Promise<void>): Promise<ClosteError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ClosteError) return error;
    throw error;
  }
}

function outcomeOf(failure: ClosteError | undefined): AliasOutcome {
  if (!failure) return { kind: 'done' };
  const { kind, message: reason, retryAfterMs } = failure;
  if (kind === 'refused-domain') return { kind: 'refused', reason };
  if (kind === 'unauthorized') return { kind: 'unauthorized' };
  return { kind: 'failed', reason, retryAfterMs };
}
