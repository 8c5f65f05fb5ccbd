import type { Answer } from './answer.ts';
import { ClosteError } from './failure.ts';

/** A reply has some hundred bytes. What is longer is not read on. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Posts `fields` as a form, once, and takes any HTTP answer; redirects are not followed. Neither
 * the fields nor got's own errors, which hold them, leave this file.
 *
 * @throws {ClosteError} `unavailable` if there is no answer
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function post(
  url: string,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const { default: got } = await import('got');
  signal.throwIfAborted();
  const stream = got.stream.post(url, {
    form: fields,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'closte-domain-sync',
    },
    // A small answer could unpack to a huge one, so one that is compressed unasked is not read.
    decompress: false,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    signal,
  });
  try {
    const body = await readAtMost(stream, MAX_BODY_BYTES);
    const { response } = stream;
    if (!response) throw new ClosteError('unavailable', 'the connection ended without an answer');
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], body };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof ClosteError ? error : new ClosteError('unavailable', brokenBy(error));
  }
}

/** The bytes of `stream`, or undefined if there are more than `limit`; reading stops there. */
async function readAtMost(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Only the code of `error` is told: its text and properties may hold what was sent. */
function brokenBy(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)
    ? `the connection failed (${code})`
    : 'the connection failed';
}
