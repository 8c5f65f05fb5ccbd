import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body of a request is larger than it may be; the message is in Pub/Sub's own words. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(maxBytes: number) {
    super(`Request payload size exceeds the limit: ${maxBytes} bytes.`);
  }
}

/**
 * The body of a request as text.
 *
 * @throws {BodyTooLargeError} at the first byte too many; the rest stays unread, and the request can still be answered
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body, undefined, 2)}\n`);
}
