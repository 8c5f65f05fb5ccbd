import { createHash, createHmac } from 'node:crypto';
import * as v from 'valibot';
import { withTimeout } from '../async/time-limit.ts';
import type { DomainName } from '../domain-name.ts';
import { exchange, type HttpResponse } from '../http/exchange.ts';
import type { Credentials, MultisiteCredentials } from '../settings/multisite-credentials.ts';
import { authenticated } from './authenticated.ts';
import { MultisiteError } from './failure.ts';
import { codeIn, jsonIn, readResponse } from './rest-response.ts';
import { restUrl } from './rest-url.ts';

/**
 * The result of sending a diagnosis: the plugin accepted it (`told`); the plugin is missing or too old
 * (`absent`); or it has a diagnosis that was signed no earlier, at `toldAt` (milliseconds since the epoch;
 * undefined if the plugin does not name it).
 */
export type Telling = 'told' | 'absent' | { readonly toldAt: number | undefined };

/** The plugin in WordPress that shows people the diagnosis of a domain. */
export interface Diagnoses {
  /**
   * Sends the diagnosis of a domain. It may be repeated.
   *
   * @param diagnosis the domain's JSON
   * @throws {MultisiteError} if the plugin cannot be reached, or refuses the diagnosis
   * @throws the reason of `signal`, as soon as it aborts
   */
  tell(domain: DomainName, diagnosis: object, signal: AbortSignal): Promise<Telling>;
}

export interface DiagnosesOptions {
  /** The address of WordPress's REST API. Ultimate Multisite's own API is not needed. */
  readonly apiUrl: string;
  /** Their secret signs the diagnosis, as it makes the proxy proof. */
  readonly credentials: MultisiteCredentials;
  /** For a whole call. Default: 10 s. */
  readonly timeoutMs?: number;
  /** Milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
}

/** The plugin at the address of WordPress's REST API. */
export function diagnosesClient(options: DiagnosesOptions): Diagnoses {
  const { apiUrl, credentials, timeoutMs = 10_000, now = Date.now } = options;
  const late = () => new MultisiteError('unavailable', `no answer within ${timeoutMs / 1000} s`);

  async function send(domain: DomainName, diagnosis: object, limit: AbortSignal): Promise<Telling> {
    const route = `/${NAMESPACE}/domains/${domain}`;
    const url = restUrl(apiUrl, route);
    const body = JSON.stringify(diagnosis);
    const sendWith = ({ secret }: Credentials) => {
      const headers = signature({ secret, route, body, now: now() });
      return exchange({ method: 'PUT', url, json: diagnosis, headers }, limit);
    };
    return tellingOf(await authenticated(credentials, sendWith, isOtherSecret, limit), now());
  }

  return {
    tell: (domain, diagnosis, signal) =>
      withTimeout(timeoutMs, (limit) => send(domain, diagnosis, limit), late, signal),
  };
}

const NAMESPACE = 'closte-domain-sync/v1';

interface Signed {
  readonly secret: string;
  /** The route as WordPress knows it, whatever the site's address is. */
  readonly route: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The headers that infra/multisite/closte-domain-sync/diagnosis/route.php checks. */
export function signature({ secret, route, body, now }: Signed): Readonly<Record<string, string>> {
  const time = String(now);
  const digest = createHash('sha256').update(body).digest('hex');
  const signed = [NAMESPACE, 'PUT', route, time, digest].join('\n');
  return {
    'x-closte-sync-time': time,
    'x-closte-sync-signature': createHmac('sha256', secret).update(signed).digest('hex'),
  };
}

/** Whether the plugin has another secret than the one that signed the diagnosis. */
function isOtherSecret({ status, body }: HttpResponse): boolean {
  return status === 401 && codeIn(jsonIn(body)) === 'closte_domain_sync_signature';
}

function tellingOf(response: HttpResponse, now: number): Telling {
  if (response.status === 404) return 'absent';
  const json = jsonIn(response.body);
  const code = codeIn(json);
  // Another instance, whose clock is ahead of ours, has sent a diagnosis, which may be the older one.
  if (response.status === 409 && code === 'closte_domain_sync_replayed') {
    return { toldAt: toldAtIn(json) };
  }
  if (response.status === 401 && code?.startsWith('closte_domain_sync_')) {
    throw new MultisiteError('refused', `the plugin refuses the diagnosis (${code})`);
  }
  readResponse(response, now);
  return 'told';
}

const replayedSchema = v.object({
  data: v.object({ told_ms: v.pipe(v.number(), v.safeInteger()) }),
});

function toldAtIn(json: unknown): number | undefined {
  const { success, output } = v.safeParse(replayedSchema, json);
  return success ? output.data.told_ms : undefined;
}
