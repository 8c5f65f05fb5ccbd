import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';

/** A request, and the response to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/**
 * From now on {@link currentExchange} knows the exchange by which an event came. The Functions Framework
 * hands a CloudEvent function the event alone, without the headers that say who sends it.
 */
export function followExchanges(): void {
  subscribe('http.server.request.start', (told) => {
    if (typeof told !== 'object' || told === null) return;
    if (!('request' in told && 'response' in told)) return;
    const { request, response } = told;
    if (request instanceof IncomingMessage && response instanceof ServerResponse) {
      exchanges.enterWith({ request, response });
    }
  });
}

/** The exchange that the current code runs for; undefined if it is not known. */
export function currentExchange(): Exchange | undefined {
  return exchanges.getStore();
}
