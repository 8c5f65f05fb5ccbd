import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'tldts';

/** Why a request is not answered, and with which status. */
export interface Refusal {
  readonly status: 403 | 405 | 415;
  /** What is wrong: a header, or the method. */
  readonly field: string;
  readonly message: string;
  /** What is allowed instead of the method. */
  readonly allow?: string;
}

/** What of a request says who sent it. */
export interface GuardedRequest {
  readonly method?: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether a request may come from a page in a browser on this machine, which any web site can have send
 * requests here: by its `Origin`, by a name of its own that leads here (DNS rebinding), or by a body that
 * needs no permission to be sent to a stranger. Undefined if it does not.
 *
 * @param host where the system listens, as it is set; a name there is known as ours
 */
export function refusalOf(request: GuardedRequest, host: string): Refusal | undefined {
  return refusedHost(request.headers, host) ?? refusedOrigin(request) ?? refusedMessage(request);
}

/** An address, a name of one label and one under a private domain are nothing that a web site can have. */
function refusedHost({ host: header }: IncomingHttpHeaders, host: string): Refusal | undefined {
  if (header === undefined) return undefined;
  const [, name = ''] = /^(\[[^\]]+\]|[^:]+)(?::\d+)?$/.exec(header.toLowerCase()) ?? [];
  if (name === host.toLowerCase()) return undefined;
  const { isIp, isIcann, isPrivate, hostname } = parse(name, { allowPrivateDomains: true });
  if (isIp || (hostname && !isIcann && !isPrivate)) return undefined;
  return {
    status: 403,
    field: 'Host',
    message: 'is no name of this machine; ask at its IP address, or set HOST to that name',
  };
}

/** Every browser says where a page is from that sends more than a GET. */
function refusedOrigin({ method = '', headers }: GuardedRequest): Refusal | undefined {
  const { origin, host = '' } = headers;
  const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
  const from = headers['sec-fetch-site'] ?? 'none';
  const isFromElsewhere =
    !['GET', 'HEAD'].includes(method) && !['none', 'same-origin'].includes(String(from));
  if (!isForeign && !isFromElsewhere) return undefined;
  return { status: 403, field: 'Origin', message: 'is foreign; a page in a browser may not ask' };
}

const PUBLISHING = /^\/v1\/[^?]*:publish$/;
const PUSHING = /^\/projects\//;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** A page may send a form or text to a stranger without asking, and JSON only with permission. */
function refusedMessage({ method, path, headers }: GuardedRequest): Refusal | undefined {
  const isPublishing = PUBLISHING.test(path);
  if (isPublishing && method !== 'POST') {
    return { status: 405, field: 'method', message: 'must be POST', allow: 'POST' };
  }
  const isPushing = PUSHING.test(path);
  if (!(isPublishing || isPushing) || !hasBody(headers)) return undefined;
  // Pub/Sub's emulator need not say what it pushes.
  const type = headers['content-type'] ?? (isPushing ? 'application/json' : '');
  if (JSON_TYPE.test(type)) return undefined;
  return { status: 415, field: 'Content-Type', message: 'must be application/json' };
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || length !== '0';
}
