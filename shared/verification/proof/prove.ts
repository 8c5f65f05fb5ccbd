import { withTimeoutOr } from '../../async/time-limit.ts';
import { type DomainName, probeName } from '../../domain-name.ts';
import { openTcp, openTls } from '../connection.ts';
import { type HttpResponse, httpGet } from './http-get.ts';
import { expectedProof, isProof, newToken, proofPath } from './proof.ts';
import { isRedirect, redirectTarget } from './redirect.ts';

export interface ProofOptions {
  /** The multisite's API secret, without its key. */
  readonly secret: string;
  /** What the ports 80 and 443 are here. */
  readonly httpPort: number;
  readonly tlsPort: number;
  readonly allowPrivateAddresses: boolean;
  readonly signal: AbortSignal;
  /** For all addresses together, which are asked at the same time. Default: 4000. */
  readonly timeoutMs?: number;
}

/**
 * - `proven`: every address led to the multisite
 * - `refuted`: at least one answered, and otherwise
 * - `unknown`: none answered otherwise, but not all answered; or a proxy did that what is behind it
 *   does not
 */
export type Proof = 'proven' | 'refuted' | 'unknown';

const MAX_ADDRESSES = 16;
const MAX_REDIRECTS = 3;

/**
 * Asks at every one of a domain's addresses for the proof that the site behind it is ours, by plain
 * HTTP first and else by HTTPS. The certificate does not matter: it is what the domain is still to
 * get, and the HMAC proves more. Rejects only with the reason of an aborted `signal`.
 */
export async function proofOf(
  domain: DomainName,
  addresses: readonly string[],
  options: ProofOptions,
): Promise<Proof> {
  options.signal.throwIfAborted();
  if (addresses.length > MAX_ADDRESSES) return 'unknown';
  const { timeoutMs = 4000 } = options;
  const host = probeName(domain);
  const asked = addresses.map((address) => {
    const ask = (signal: AbortSignal) => proofAt(address, host, { ...options, signal });
    return withTimeoutOr(timeoutMs, ask, 'unknown' as const, options.signal);
  });
  return together(await Promise.all(asked));
}

/** Where there is no IPv6, an IPv6 address is not counted. */
function together(seen: readonly (Proof | 'no-route')[]): Proof {
  if (seen.includes('refuted')) return 'refuted';
  return seen.includes('proven') && !seen.includes('unknown') ? 'proven' : 'unknown';
}

async function proofAt(
  address: string,
  host: string,
  options: ProofOptions,
): Promise<Proof | 'no-route'> {
  const token = newToken();
  const expected = expectedProof(options.secret, host, token);
  for (const scheme of ['http', 'https']) {
    const answer = await follow(
      new URL(`${scheme}://${host}${proofPath(token)}`),
      address,
      options,
    );
    if (answer === 'no-answer') continue;
    return typeof answer === 'string' ? answer : judge(answer, expected);
  }
  return 'unknown';
}

/** `refuted`: it leads elsewhere, or round in a circle. */
async function follow(
  start: URL,
  address: string,
  options: ProofOptions,
): Promise<HttpResponse | 'no-answer' | 'no-route' | 'refuted'> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await get(url, address, options);
    if (typeof answer === 'string' || !isRedirect(answer.status)) return answer;
    const next = redirectTarget(url, answer.location);
    if (!next) return 'refuted';
    url = next;
  }
  return 'refuted';
}

/** Where nothing listens and nothing says so, there has to be time for HTTPS. */
const CONNECT_MS = 1500;

/** At the address, whatever stands in the URL: of that only the Host header and the path are made. */
async function get(
  { protocol, hostname, pathname, search }: URL,
  address: string,
  { httpPort, tlsPort, allowPrivateAddresses, signal }: ProofOptions,
): Promise<HttpResponse | 'no-answer' | 'no-route'> {
  const socket =
    protocol === 'https:'
      ? openTls({ address, port: tlsPort, serverName: hostname }, allowPrivateAddresses)
      : openTcp({ address, port: httpPort }, allowPrivateAddresses);
  if (!socket) return 'no-answer';
  const timer = setTimeout(() => {
    if (socket.connecting) socket.destroy(new Error('not connected in time'));
  }, CONNECT_MS);
  try {
    return await httpGet({ socket, host: hostname, path: pathname + search, signal });
  } finally {
    clearTimeout(timer);
  }
}

/** A proxy's own fault, and that it is asked too often, tell nothing about what is behind it. */
function judge({ status, body }: HttpResponse, expected: string): Proof {
  if (status >= 500 || status === 429) return 'unknown';
  return status === 200 && body !== undefined && isProof(body, expected) ? 'proven' : 'refuted';
}
