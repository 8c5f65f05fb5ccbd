import type { RequestListener } from 'node:http';
import type { Functions } from './functions.ts';

export interface Behind extends Functions {
  readonly publish: RequestListener;
  /** Absent where the real Closte is used. */
  readonly sandbox?: RequestListener;
}

/** Everything on one port: who answers what, by its path. */
export function front(behind: Behind): RequestListener {
  return (request, response) => answerer(pathOf(request.url), behind)(request, response);
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
