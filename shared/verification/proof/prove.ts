import { withTimeoutOr } from '../../async/time-limit.ts';
import { type DomainName, probeName } from '../../domain-name.ts';
import { openTcp, openTls } from '../connection.ts';
import { type Egress, EVERYWHERE, reachable } from '../egress.ts';
import { twinOf } from '../www-twin.ts';
import { type AddressProof, type Proof, strongestOf, together } from './answers.ts';
import { type HttpResponse, httpGet } from './http-get.ts';
import { type Answer, judgeAnswer } from './judgement.ts';
import { expectedProof, newToken, proofPath } from './proof.ts';
import { isRedirect, redirectTarget } from './redirect.ts';

export interface ProofOptions {
  /** The multisite's API secret, without its key. */
  readonly secret: string;
  /** The ports that stand for 80 and 443 here. */
  readonly httpPort: number;
  readonly tlsPort: number;
  readonly allowPrivateAddresses: boolean;
  readonly signal: AbortSignal;
  /** For all addresses together, which are asked at the same time, in milliseconds. Default: 4000. */
  readonly timeoutMs?: number;
  /** Default: everything can be reached from here. */
  readonly egress?: Egress;
}

const MAX_ADDRESSES = 16;
const MAX_REDIRECTS = 3;

/**
 * Asks at every one of a domain's addresses for the proof that the site there is ours: by plain HTTP and,
 * if that gives no proof, by HTTPS. The certificate does not matter: the domain may not have one yet, and
 * the HMAC proves more. Rejects only with the reason of an aborted `signal`.
 */
export async function proofOf(
  domain: DomainName,
  addresses: readonly string[],
  options: ProofOptions,
): Promise<Proof> {
  options.signal.throwIfAborted();
  if (addresses.length > MAX_ADDRESSES) return 'unknown';
  const site = { host: probeName(domain), twin: twinOf(domain) };
  const { egress = EVERYWHERE, signal } = options;
  const within = await reachable(addresses, egress, signal);
  const proofs = addresses.map(async (address) =>
    within.has(address) ? proofAt(address, site, options) : 'no-route',
  );
  return together(await Promise.all(proofs));
}

interface Site {
  readonly host: string;
  /** A redirect to this host is followed: many sites send their visitors to one of the two. */
  readonly twin: string | undefined;
}

async function proofAt(
  address: string,
  { host, twin = host }: Site,
  options: ProofOptions,
): Promise<AddressProof> {
  const token = newToken();
  const path = proofPath(token);
  const hosts = new Set([host, twin]);
  const { timeoutMs = 4000 } = options;
  const silent: AddressProof = 'silent';
  const seen: AddressProof[] = [];
  for (const scheme of ['http', 'https']) {
    const start = new URL(`${scheme}://${host}${path}`);
    const ask = async (signal: AbortSignal): Promise<AddressProof> => {
      const answer = await follow(start, address, hosts, { ...options, signal });
      if (typeof answer === 'string') return answer;
      const expected = expectedProof(options.secret, answer.host, token);
      return judgeAnswer(answer, { host, path }, expected);
    };
    // A server that accepts a request and never answers must leave time for the other port.
    const answer = await withTimeoutOr(timeoutMs / 2, ask, silent, options.signal);
    if (answer === 'proven' || answer === 'no-route') return answer;
    seen.push(answer);
  }
  return strongestOf(seen);
}

/**
 * `unknown` means that a redirect leads elsewhere, or in a loop. A proxy redirects so if it lets nobody
 * through without a login, and so does our own site behind a proxy that speaks plain HTTP to it.
 */
async function follow(
  start: URL,
  address: string,
  hosts: ReadonlySet<string>,
  options: ProofOptions,
): Promise<Answer | 'silent' | 'no-route' | 'unknown'> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await get(url, address, options);
    if (answer === 'no-answer') return 'silent';
    if (answer === 'no-route') return answer;
    if (!isRedirect(answer.status)) {
      return { ...answer, host: url.hostname, path: url.pathname };
    }
    const next = redirectTarget(url, answer.location, hosts);
    if (!next) return 'unknown';
    url = next;
  }
  return 'unknown';
}

/** If nothing listens there and no error comes, time must be left for HTTPS. */
const CONNECT_MS = 1500;

/** Connects to the address, whatever host the URL has: the URL gives only the Host header and the path. */
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
