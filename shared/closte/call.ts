import { ConnectionError, exchange } from '../http/exchange.ts';
import { ClosteError } from './failure.ts';
import type { ClosteResponse } from './response.ts';

/**
 * Posts `fields` as a form, once, and accepts any HTTP answer; redirects are not followed.
 *
 * @throws {ClosteError} `unavailable` if there is no answer
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function post(
  url: string,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ClosteResponse> {
  try {
    const { status, headers, body } = await exchange({ method: 'POST', url, form: fields }, signal);
    return { status, retryAfter: headers['retry-after'], body };
  } catch (error) {
    if (error instanceof ConnectionError) {
      throw new ClosteError('unavailable', error.message, undefined, error.mayHaveArrived);
    }
    throw error;
  }
}
