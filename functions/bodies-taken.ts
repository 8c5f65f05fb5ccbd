import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

const CHANNEL = 'http.server.request.start';

/**
 * Limits what the Functions Framework does with the body of a request, which it reads before it calls us, whoever sent
 * it. A compressed body is answered with 415: nobody who calls us compresses, and a megabyte may unpack to a gigabyte. A
 * body that is not JSON is not parsed: the framework would fail on its text. This holds for every server of the process.
 */
export function limitBodies(): void {
  subscribe(CHANNEL, limitBody);
}

/** Lifts these limits, for a process that has servers of another kind as well. */
export function limitBodiesNoMore(): void {
  unsubscribe(CHANNEL, limitBody);
}

function limitBody(told: unknown): void {
  if (typeof told !== 'object' || told === null || !('request' in told)) return;
  if (!(told.request instanceof IncomingMessage)) return;
  const { headers } = told.request;
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  // The framework unpacks only what it knows.
  if (encoding.toLowerCase() !== 'identity') headers['content-encoding'] = 'compressed';
  if (!JSON_TYPE.test(type)) headers['content-type'] = 'application/octet-stream';
}

const JSON_TYPE = /^application\/(cloudevents\+)?json *(;|$)/i;
