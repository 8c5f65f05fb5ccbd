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
 * From now on {@link currentExchange} returns the exchange of an event. The Functions Framework passes a
 * CloudEvent function only the event, without the headers that identify the sender.
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

/** The exchange for which the current code runs; undefined if unknown. */
export function currentExchange(): Exchange | undefined {
  return exchanges.getStore();
}
