import { retrying } from '../async/retrying.ts';
import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { type DomainName, isWildcard } from '../domain-name.ts';
import { baseUrl } from '../settings/base-url.ts';
import type { ApiKey } from './api-key.ts';
import type { Question } from './api-result.ts';
import { post } from './call.ts';
import { ClosteError } from './failure.ts';
import { patienceWithCloste } from './patience.ts';
import type { ClosteResponse } from './response.ts';
import { readAdded, readCertificateRequested, readConnectionTest, readRemoved } from './verdict.ts';

/**
 * The application's domain aliases at Closte. Every call may be repeated. Every failure is a ClosteError,
 * except that a call whose signal aborts ends at once with the signal's reason.
 */
export interface Closte {
  /** Resolves once the alias exists, even if it already did. */
  addAlias(domain: DomainName, signal: AbortSignal): Promise<Done>;
  /** Resolves once the alias is gone, even if it was never there. */
  removeAlias(domain: DomainName, signal: AbortSignal): Promise<Done>;
  /**
   * Asks for the certificate at the endpoint that answered last, then at each other known one in turn,
   * until one answers. Returns that endpoint, or undefined if there is none. If none answers and one refused
   * the key, the call fails, since that one may be right.
   */
  requestCertificate(
    domain: DomainName,
    lastAnswered: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** Resolves if Closte can be reached and accepts the key. */
  testConnection(signal: AbortSignal): Promise<void>;
}

/** The result of a call that Closte has carried out. */
export interface Done {
  /** Whether an earlier attempt than the answered one may still be carried out, even after later calls. */
  readonly inDoubt: boolean;
}

export interface ClosteOptions {
  /** `https://app.closte.com/api/client` */
  readonly apiUrl: string;
  readonly apiKey: ApiKey;
  /** For a whole call, retries included. Default: 45 s, as in Ultimate Multisite. */
  readonly timeoutMs?: number;
  /** The waits before each retry while Closte is unavailable, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
}

/** The endpoints that Ultimate Multisite tries. Which of them Closte has is not documented. */
const CERTIFICATE_ENDPOINTS: readonly string[] = [
  '/ssl/install',
  '/installssl',
  '/ssl',
  '/certificate/install',
];

type Form = Readonly<Record<string, string>>;

/** Closte's client API, as it is known from Ultimate Multisite's source. */
export function closteClient(options: ClosteOptions): Closte {
  const { apiKey, timeoutMs = 45_000, retryDelaysMs = [500, 2000] } = options;
  const apiUrl = baseUrl(options.apiUrl);
  const patience = patienceWithCloste(retryDelaysMs);

  const late = () => new ClosteError('unavailable', `no answer within ${timeoutMs / 1000} s`);
  /** Runs everything that one call of a method does within the call's time limit. */
  const asOneCall = <T>(signal: AbortSignal, work: (limit: AbortSignal) => Promise<T>) =>
    withTimeout(timeoutMs, work, late, signal);

  /**
   * Calls with the current key and, if that is refused, once more with its replacement.
   *
   * @param failed is called with the error of each failed attempt
   */
  async function ask<T>(
    endpoint: string,
    domain: DomainName | undefined,
    form: Form,
    read: (response: ClosteResponse, question: Question) => T,
    limit: AbortSignal,
    failed: (error: ClosteError) => void = () => {},
  ): Promise<T> {
    const askWith = (key: string) => {
      const attempt = async () => {
        try {
          const response = await post(apiUrl + endpoint, { apikey: key, ...form }, limit);
          return read(response, { apiKey: key, domain, now: Date.now() });
        } catch (error) {
          if (error instanceof ClosteError) failed(error);
          throw error;
        }
      };
      return retrying(attempt, patience, limit);
    };

    const key = await keyOr(limit, () => apiKey.current());
    try {
      return await askWith(key);
    } catch (error) {
      if (!(error instanceof ClosteError && error.kind === 'unauthorized')) throw error;
      const replacement = await keyOr(limit, () => apiKey.replacementFor(key));
      if (replacement === undefined) throw error;
      return await askWith(replacement);
    }
  }

  /**
   * Asks Closte to add or remove an alias. If one of several attempts is in doubt, the whole call is in
   * doubt.
   */
  async function assertAlias(
    endpoint: string,
    domain: DomainName,
    read: (response: ClosteResponse, question: Question) => void,
    signal: AbortSignal,
  ): Promise<Done> {
    let inDoubt = false;
    try {
      await asOneCall(signal, (limit) =>
        ask(endpoint, domain, aliasForm(domain), read, limit, (error) => {
          inDoubt ||= error.mayBeDone;
        }),
      );
      return { inDoubt };
    } catch (error) {
      if (!(error instanceof ClosteError) || error.mayBeDone || !inDoubt) throw error;
      throw new ClosteError(error.kind, error.message, error.retryAfterMs, true);
    }
  }

  return {
    addAlias: (domain, signal) => assertAlias('/adddomainalias', domain, readAdded, signal),
    removeAlias: (domain, signal) => assertAlias('/deletedomainalias', domain, readRemoved, signal),
    requestCertificate: (domain, lastAnswered, signal) =>
      asOneCall(signal, async (limit) => {
        const form = { domain, type: 'letsencrypt' };
        let trouble: ClosteError | undefined;
        for (const endpoint of endpointsFrom(lastAnswered)) {
          try {
            const state = await ask(endpoint, domain, form, readCertificateRequested, limit);
            if (state === 'answered') return endpoint;
          } catch (error) {
            // Perhaps only this endpoint refuses the key, and another accepts it.
            if (!(error instanceof ClosteError && error.kind === 'unauthorized')) throw error;
            trouble ??= error;
          }
        }
        if (trouble) throw trouble;
        return undefined;
      }),
    testConnection: (signal) =>
      asOneCall(signal, (limit) =>
        ask('/adddomainalias', undefined, {}, readConnectionTest, limit),
      ),
  };
}

function aliasForm(domain: DomainName): Form {
  return { domain, wildcard: isWildcard(domain) ? '1' : '0' };
}

function endpointsFrom(lastAnswered: string | undefined): readonly string[] {
  const isFirst = (endpoint: string) => endpoint === lastAnswered;
  return [
    ...CERTIFICATE_ENDPOINTS.filter(isFirst),
    ...CERTIFICATE_ENDPOINTS.filter((endpoint) => !isFirst(endpoint)),
  ];
}

/** The key, read within the same time limit and with the same errors as everything else. */
async function keyOr<T>(limit: AbortSignal, read: () => Promise<T>): Promise<T> {
  limit.throwIfAborted();
  try {
    return await raceAbort(read(), limit);
  } catch (error) {
    if (limit.aborted) throw limit.reason;
    if (error instanceof ClosteError) throw error;
    throw new ClosteError('unavailable', 'the API key could not be read', undefined, false);
  }
}
