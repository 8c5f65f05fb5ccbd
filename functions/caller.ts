import type { ExpectedCallers } from '../shared/settings/settings.ts';
import type { ReadToken, TokenFault } from './identity-token.ts';

/** Why a call is refused. */
export interface CallerRefusal {
  readonly status: 401 | 403;
  readonly because: TokenFault | 'no-token' | 'other-caller';
  /** The caller, if the token proves who that is. */
  readonly caller?: string;
}

/**
 * The reason to refuse a call; undefined if it is admitted.
 *
 * @param authorization the header of that name
 * @throws if Google's keys cannot be fetched now
 */
export async function callerRefusal(
  authorization: string | undefined,
  { audiences, emails }: ExpectedCallers,
  read: ReadToken,
): Promise<CallerRefusal | undefined> {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) return { status: 401, because: 'no-token' };
  const { email, fault } = await read(token, audiences);
  if (fault !== undefined) return { status: 401, because: fault };
  if (email !== undefined && emails.includes(email)) return undefined;
  return { status: 403, because: 'other-caller', ...(email !== undefined && { caller: email }) };
}
