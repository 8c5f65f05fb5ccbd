import type { RequestListener } from 'node:http';
import { limitBodiesNoMore } from '../../functions/bodies-taken.ts';

/** The deployed functions, as handlers of requests. */
export interface Functions {
  readonly domainEvents: RequestListener;
  readonly verifyDomains: RequestListener;
  readonly reconcileDomains: RequestListener;
  readonly domainStatus: RequestListener;
}

/**
 * Loads the functions into this process just as they are deployed: they read their settings from `process.env`
 * now, and only once.
 *
 * @throws {SettingsError} if a setting has no usable value
 */
export async function loadFunctions(): Promise<Functions> {
  // As on Google Cloud: otherwise the framework shows the stacks of its errors to the sender of a bad request.
  process.env.NODE_ENV ??= 'production';
  await import('../../functions/index.ts');
  // The sandbox's Closte accepts only forms, whose type the limits would replace.
  limitBodiesNoMore();
  const { getTestServer } = await import('@google-cloud/functions-framework/testing');
  const answering = (target: string): RequestListener => {
    const server = getTestServer(target);
    return (request, response) => {
      server.emit('request', request, response);
    };
  };
  return {
    domainEvents: answering('domainEvents'),
    verifyDomains: answering('verifyDomains'),
    reconcileDomains: answering('reconcileDomains'),
    domainStatus: answering('domainStatus'),
  };
}

/** The same functions, with the same change to each handler. */
export function eachOf(
  functions: Functions,
  change: (listener: RequestListener) => RequestListener,
): Functions {
  return {
    domainEvents: change(functions.domainEvents),
    verifyDomains: change(functions.verifyDomains),
    reconcileDomains: change(functions.reconcileDomains),
    domainStatus: change(functions.domainStatus),
  };
}
