import { raceAbort } from '../async/time-limit.ts';
import { ConnectionError, type HttpResponse } from '../http/exchange.ts';
import type { Credentials, MultisiteCredentials } from '../settings/multisite-credentials.ts';
import { SecretError } from '../settings/secret.ts';
import { MultisiteError } from './failure.ts';

/**
 * Sends a request with the current credentials and, if these are refused, once more with their replacement.
 *
 * @param isRefused whether a response refuses the credentials that its request was sent with
 * @param limit ends the call as a whole
 * @throws {MultisiteError} `unavailable` if there is no response, or the credentials cannot be read
 * @throws the reason of `limit`, as soon as it aborts
 */
export async function authenticated(
  credentials: MultisiteCredentials,
  sendWith: (used: Credentials) => Promise<HttpResponse>,
  isRefused: (response: HttpResponse) => boolean,
  limit: AbortSignal,
): Promise<HttpResponse> {
  const used = await readable(limit, () => credentials.current());
  const response = await connected(() => sendWith(used));
  if (!isRefused(response)) return response;
  const replacement = await readable(limit, () => credentials.replacementFor(used));
  return replacement === undefined ? response : connected(() => sendWith(replacement));
}

/**
 * The response to a request.
 *
 * @throws {MultisiteError} `unavailable` if there is none
 */
async function connected(send: () => Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new MultisiteError('unavailable', error.message, undefined, error.mayHaveArrived);
  }
}

/**
 * The credentials, read within the time limit of the call.
 *
 * @throws {MultisiteError} `unavailable` if they cannot be read
 * @throws the reason of `limit`, as soon as it aborts
 */
async function readable<T>(limit: AbortSignal, read: () => Promise<T>): Promise<T> {
  limit.throwIfAborted();
  try {
    return await raceAbort(read(), limit);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw new MultisiteError('unavailable', error.message, undefined, false);
  }
}
