import { createHash, createHmac } from 'node:crypto';
import { withTimeout } from '../async/time-limit.ts';
import type { DomainName } from '../domain-name.ts';
import { ConnectionError, exchange, type HttpResponse } from '../http/exchange.ts';
import type { MultisiteCredentials } from '../settings/multisite-credentials.ts';
import { SecretError } from '../settings/secret.ts';
import { MultisiteError } from './failure.ts';
import { codeIn, jsonIn, readResponse } from './rest-response.ts';
import { restUrl } from './rest-url.ts';

/**
 * What came of telling a diagnosis: the plugin has it, or it is not there, or is too old to take one.
 */
export type Telling = 'told' | 'absent';

/** The plugin in WordPress, which shows people how a domain stands. */
export interface Diagnoses {
  /**
   * Tells how a domain stands. It may be repeated.
   *
   * @param diagnosis the domain's JSON
   * @throws {MultisiteError}
   * @throws the reason of `signal`, as soon as it aborts
   */
  tell(domain: DomainName, diagnosis: object, signal: AbortSignal): Promise<Telling>;
}

export interface DiagnosesOptions {
  /** As for the REST API of Ultimate Multisite, which need not be there. */
  readonly apiUrl: string;
  /** Their secret signs, as it makes the proxy proof. */
  readonly credentials: MultisiteCredentials;
  /** For a whole call; 10 s by default. */
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

export function diagnosesClient(options: DiagnosesOptions): Diagnoses {
  const { apiUrl, credentials, timeoutMs = 10_000, now = Date.now } = options;
  const late = () => new MultisiteError('unavailable', `no answer within ${timeoutMs / 1000} s`);

  async function send(domain: DomainName, diagnosis: object, limit: AbortSignal): Promise<Telling> {
    const route = `/${NAMESPACE}/domains/${domain}`;
    const { secret } = await credentials.current();
    const headers = signature({ secret, route, body: JSON.stringify(diagnosis), now: now() });
    const request = {
      method: 'PUT',
      url: restUrl(apiUrl, route),
      json: diagnosis,
      headers,
    } as const;
    return tellingOf(await exchange(request, limit), now());
  }

  return {
    async tell(domain, diagnosis, signal) {
      const work = (limit: AbortSignal) => send(domain, diagnosis, limit);
      try {
        return await withTimeout(timeoutMs, work, late, signal);
      } catch (error) {
        const isReason = error instanceof ConnectionError || error instanceof SecretError;
        throw isReason ? new MultisiteError('unavailable', error.message) : error;
      }
    },
  };
}

const NAMESPACE = 'closte-domain-sync/v1';

interface Signed {
  readonly secret: string;
  /** As WordPress knows it, whatever the address is. */
  readonly route: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The headers that infra/multisite/closte-domain-sync/diagnosis/route.php asks for. */
export function signature({ secret, route, body, now }: Signed): Readonly<Record<string, string>> {
  const time = String(now);
  const digest = createHash('sha256').update(body).digest('hex');
  const signed = [NAMESPACE, 'PUT', route, time, digest].join('\n');
  return {
    'x-closte-sync-time': time,
    'x-closte-sync-signature': createHmac('sha256', secret).update(signed).digest('hex'),
  };
}

function tellingOf(response: HttpResponse, now: number): Telling {
  if (response.status === 404) return 'absent';
  const code = codeIn(jsonIn(response.body));
  // The same arrived before, and its answer got lost; or something later did.
  if (response.status === 409 && code === 'closte_domain_sync_replayed') return 'told';
  if (response.status === 401 && code?.startsWith('closte_domain_sync_')) {
    throw new MultisiteError('refused', `the plugin refuses the diagnosis (${code})`);
  }
  readResponse(response, now);
  return 'told';
}
