import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'tldts';

/** Why a request is refused, and with which status. */
export interface Refusal {
  readonly status: 403 | 405 | 415;
  /** The part of the request that is wrong: a header, or the method. */
  readonly field: string;
  readonly message: string;
  /** The methods that are allowed instead. */
  readonly allow?: string;
}

/** The parts of a request that say who sent it. */
export interface GuardedRequest {
  readonly method?: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * The refusal of a request that may come from a page in a browser on this machine; undefined if it cannot. Any web
 * site can make a browser send requests here. Its requests are known by their `Origin`, by a name of the site that leads
 * here (DNS rebinding), or by a body of a type that a page may send anywhere without permission.
 *
 * @param host where the system listens, the setting HOST; a name in it counts as ours
 */
export function refusalOf(request: GuardedRequest, host: string): Refusal | undefined {
  return refusedHost(request.headers, host) ?? refusedOrigin(request) ?? refusedMessage(request);
}

/** A web site cannot have an IP address, a name of one label, or a name under a private domain. */
function refusedHost({ host: header }: IncomingHttpHeaders, host: string): Refusal | undefined {
  if (header === undefined) return undefined;
  const [, name = ''] = /^(\[[^\]]+\]|[^:]+)(?::\d+)?$/.exec(header.toLowerCase()) ?? [];
  if (name === host.toLowerCase()) return undefined;
  const { isIp, isIcann, isPrivate, hostname } = parse(name, { allowPrivateDomains: true });
  if (isIp || (hostname && !isIcann && !isPrivate)) return undefined;
  return {
    status: 403,
    field: 'Host',
    message: 'is not a name of this machine; use its IP address, or set HOST to that name',
  };
}

/** For any request but a GET, every browser names the origin of the page. */
function refusedOrigin({ method = '', headers }: GuardedRequest): Refusal | undefined {
  const { origin, host = '' } = headers;
  const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
  const from = headers['sec-fetch-site'] ?? 'none';
  const isFromElsewhere =
    !['GET', 'HEAD'].includes(method) && !['none', 'same-origin'].includes(String(from));
  if (!isForeign && !isFromElsewhere) return undefined;
  return {
    status: 403,
    field: 'Origin',
    message: 'is foreign; pages in a browser may not send requests here',
  };
}

const PUBLISHING = /^\/v1\/[^?]*:publish$/;
const PUSHING = /^\/projects\//;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** A page may send a form or text to any server without asking, but JSON only with the server's permission. */
function refusedMessage({ method, path, headers }: GuardedRequest): Refusal | undefined {
  const isPublishing = PUBLISHING.test(path);
  if (isPublishing && method !== 'POST') {
    return { status: 405, field: 'method', message: 'must be POST', allow: 'POST' };
  }
  const isPushing = PUSHING.test(path);
  if (!(isPublishing || isPushing) || !hasBody(headers)) return undefined;
  // Pub/Sub's emulator need not declare a content type for its pushes.
  const type = headers['content-type'] ?? (isPushing ? 'application/json' : '');
  if (JSON_TYPE.test(type)) return undefined;
  return { status: 415, field: 'Content-Type', message: 'must be application/json' };
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || length !== '0';
}
