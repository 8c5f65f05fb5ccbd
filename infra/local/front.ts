import type { RequestListener, ServerResponse } from 'node:http';
import type { Functions } from './functions.ts';
import { sendJson } from './http-body.ts';
import { type Refusal, refusalOf } from './request-guard.ts';

/** The handlers of requests behind the one port. */
export interface Behind extends Functions {
  readonly publish: RequestListener;
  /** Absent where the real Closte is used. */
  readonly sandbox?: RequestListener;
}

/**
 * Everything on one port: the path decides who answers. Requests from a page in a browser are refused.
 *
 * @param host where it listens: the setting HOST
 */
export function front(behind: Behind, host: string): RequestListener {
  return (request, response) => {
    const path = pathOf(request.url);
    const { method, headers } = request;
    const refusal = refusalOf({ method, path, headers }, host);
    if (refusal) refuse(response, refusal);
    else answerer(path, behind)(request, response);
  };
}

function refuse(response: ServerResponse, { status, field, message, allow }: Refusal): void {
  if (allow !== undefined) response.setHeader('allow', allow);
  // The message names the field as well, since an error in Google's form has only a message.
  sendJson(response, status, { error: { field, message: `${field} ${message}` } });
}

function answerer(path: string, behind: Behind): RequestListener {
  if (path.startsWith('/v1/')) return behind.publish;
  // Where push subscriptions deliver, those of Pub/Sub's emulator as well.
  if (/^\/projects\/[^/]+\/topics\/[^/]+$/.test(path)) return behind.domainEvents;
  if (path === '/verifyDomains') return behind.verifyDomains;
  if (path === '/reconcileDomains') return behind.reconcileDomains;
  if (behind.sandbox && /^\/sandbox(\/|$)/.test(path)) return behind.sandbox;
  return behind.domainStatus;
}

function pathOf(url = '/'): string {
  const [path = '/'] = url.split('?');
  return path;
}
