import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Settings } from '../shared/settings/settings.ts';
import type { CallerRefusal } from './caller.ts';
import type { ReadToken } from './identity-token.ts';

/** Whether a call is admitted. A call that is not has been answered and logged. */
export type Admits = (
  request: IncomingMessage | undefined,
  response: ServerResponse | undefined,
) => Promise<boolean>;

/**
 * The function's own check in addition to IAM, if EXPECTED_AUDIENCE and EXPECTED_CALLERS are set: even a
 * service that was opened to everyone by mistake does nothing for strangers.
 *
 * @param read reads identity tokens; Google's are the default
 */
export function openDoor(
  { expectedCallers, log: logSettings }: Pick<Settings, 'expectedCallers' | 'log'>,
  read?: ReadToken,
): Admits {
  if (!expectedCallers) return async () => true;
  let opened: Promise<{ read: ReadToken }> | undefined;
  const reader = async () => {
    opened ??= import('./identity-token.ts').then((room) => ({ read: read ?? room.tokenReader() }));
    return (await opened).read;
  };
  const log = async () => (await import('../shared/log/log.ts')).openLog(logSettings);

  return async (request, response) => {
    const { callerRefusal } = await import('./caller.ts');
    try {
      const { authorization } = request?.headers ?? {};
      const refusal = await callerRefusal(authorization, expectedCallers, await reader());
      if (!refusal) return true;
      const { status, because, caller } = refusal;
      (await log()).warn({ because, caller }, `a call was refused: ${TOLD[because]}`);
      answer(
        response,
        status,
        'must be a Google identity token for this function, from a known caller',
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      (await log()).error({ reason }, "a call was refused: Google's keys cannot be fetched now");
      answer(response, 503, 'cannot be verified now; call again');
    }
    return false;
  };
}

const TOLD: Readonly<Record<CallerRefusal['because'], string>> = {
  'no-token': 'it has no identity token',
  'signature-removed':
    'Google removed the signature of its token, as it does for a token that gcloud made',
  early: 'its token is only valid later, so one of the clocks is wrong',
  expired: 'its token has expired',
  'other-audience': 'its token is not for EXPECTED_AUDIENCE',
  'invalid-token': 'its token was not signed by Google',
  'other-caller': 'its token belongs to none of EXPECTED_CALLERS',
};

function answer(response: ServerResponse | undefined, status: number, message: string): void {
  if (!response || response.headersSent) return;
  const body = JSON.stringify({ error: { field: 'Authorization', message } });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(body);
}
