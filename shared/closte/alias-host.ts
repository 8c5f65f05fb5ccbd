import type { Logger } from 'pino';
import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import { type Memory, requestCertificate } from './certificate-request.ts';
import type { Closte, Done } from './client.ts';
import { ClosteError, type ClosteFailureKind } from './failure.ts';

export interface ClosteHostOptions {
  readonly closte: Closte;
  /** Remembers which endpoint answers certificate requests. */
  readonly memory: Memory;
  /** Every failure is logged here, with its kind as `closteFailure`. */
  readonly log: Pick<Logger, 'warn'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The reason why the connection test failed. */
export interface ConnectionFailure {
  readonly kind: ClosteFailureKind;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** How long to wait if Closte limits the rate and does not say when to come back. */
const USUAL_WAIT_MS = 60_000;

/** The step, by the lifecycle's name for it. */
type Step = 'add-alias' | 'remove-alias' | 'request-certificate';

/** Closte as the engine's `AliasHost`: every failure of Closte is logged, and returned as a value. */
export function closteAliasHost({ closte, memory, log, now }: ClosteHostOptions) {
  /** The result of the call, or its failure, which is logged. */
  async function outcomeOf<T>(step: Step, domain: DomainName, call: Promise<T>) {
    const outcome = await orFailure(call);
    if (outcome instanceof ClosteError) {
      log.warn({ domain, step, closteFailure: outcome.kind }, outcome.message);
    }
    return outcome;
  }

  return {
    async add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome> {
      return aliasOutcome(await outcomeOf('add-alias', domain, closte.addAlias(domain, signal)));
    },

    async remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome> {
      const call = closte.removeAlias(domain, signal);
      return aliasOutcome(await outcomeOf('remove-alias', domain, call));
    },

    async requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed'> {
      const call = requestCertificate(closte, domain, memory, now, signal);
      const outcome = await outcomeOf('request-certificate', domain, call);
      return outcome instanceof ClosteError ? 'failed' : outcome;
    },

    async test(signal: AbortSignal): Promise<ConnectionFailure | undefined> {
      const failure = await orFailure(closte.testConnection(signal));
      if (!(failure instanceof ClosteError)) return undefined;
      const { kind, message, retryAfterMs } = failure;
      return { kind, message, retryAfterMs };
    },
  };
}

async function orFailure<T>(call: Promise<T>): Promise<T | ClosteError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ClosteError) return error;
    throw error;
  }
}

function aliasOutcome(outcome: Done | ClosteError): AliasOutcome {
  if (!(outcome instanceof ClosteError)) return { kind: 'done', ...doubtful(outcome.inDoubt) };
  const { kind, message: reason, mayBeDone } = outcome;
  const doubt = doubtful(mayBeDone);
  if (kind === 'refused-domain') return { kind: 'refused', reason, ...doubt };
  if (kind === 'unauthorized') return { kind: 'unauthorized', ...doubt };
  const usualMs = kind === 'rate-limited' ? USUAL_WAIT_MS : undefined;
  const retryAfterMs = outcome.retryAfterMs ?? usualMs;
  return { kind: 'failed', reason, retryAfterMs, isOfHost: kind !== 'unexpected', ...doubt };
}

function doubtful(inDoubt: boolean): { readonly inDoubt?: true } {
  return inDoubt ? { inDoubt } : {};
}
