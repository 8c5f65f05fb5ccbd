import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody, sendJson } from '../http-body.ts';
import type { ClosteSandbox } from './closte-api.ts';
import type { Fault } from './closte-faults.ts';
import {
  BadControlError,
  readDomain,
  readFault,
  readOverride,
  readRefusals,
} from './sandbox-requests.ts';
import type { SandboxState } from './sandbox-state.ts';

/** The path of Closte's API on the one port. */
export const CLOSTE_PATH = '/sandbox/closte';

/** The parts of the sandbox that its controls act on. */
export interface Controlled {
  readonly closte: ClosteSandbox;
  readonly state: () => SandboxState;
  readonly change: (changes: Partial<SandboxState>) => void;
  /** The settings with which a program uses the sandbox instead of the outside world. */
  readonly access: SandboxAccess;
}

/** What `closte-domains check` needs to look at the sandbox. */
export interface SandboxAccess {
  readonly settings: Readonly<Record<string, string>>;
  /** PEM: the certificate of the sandbox's authority. */
  readonly certificateAuthority: string;
}

const MAX_BODY_BYTES = 1024 * 1024;
const DONE = { done: true };

/**
 * The controls of the sandbox, over HTTP:
 *
 * - `GET /sandbox`: everything that the sandbox holds
 * - `GET /sandbox/settings`: the settings for a program that looks at the sandbox
 * - `PUT` and `DELETE /sandbox/dns/<name>`: a name's own records, instead of the network's
 * - `PUT /sandbox/refusals` `{"domains":[…]}`: the domains that Closte refuses
 * - `POST /sandbox/faults` `{"kind":…,"times":…,"endpoint":…,"domain":…}`: a fault of Closte
 * - everything under {@link CLOSTE_PATH}: Closte's API
 */
export function sandboxControl(controlled: Controlled): RequestListener {
  const faults: Fault[] = [];
  return (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith(`${CLOSTE_PATH}/`)) {
      request.url = url.slice(CLOSTE_PATH.length);
      controlled.closte.handler(request, response);
    } else {
      control(request, response, controlled, faults).catch((error: unknown) => {
        const status = error instanceof BadControlError ? error.status : 500;
        const field = error instanceof BadControlError ? error.field : '';
        const message = error instanceof Error ? error.message : String(error);
        sendJson(response, status, { error: { field, message } });
      });
    }
  };
}

async function control(
  request: IncomingMessage,
  response: ServerResponse,
  { closte, state, change, access }: Controlled,
  faults: Fault[],
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const [, name] = /^\/sandbox\/dns\/([^/]+)$/.exec(path) ?? [];
  switch (`${request.method} ${name === undefined ? path : '/sandbox/dns/<name>'}`) {
    case 'GET /sandbox':
      return sendJson(response, 200, { ...shown(closte, state()), faults });

    case 'GET /sandbox/settings':
      return sendJson(response, 200, access);

    case 'PUT /sandbox/dns/<name>': {
      const domain = readDomain('name', decoded(name));
      const override = readOverride(await bodyOf(request));
      change({ dns: { ...state().dns, [domain]: override } });
      return sendJson(response, 200, DONE);
    }
    case 'DELETE /sandbox/dns/<name>': {
      const { [readDomain('name', decoded(name))]: _, ...dns } = state().dns;
      change({ dns });
      return sendJson(response, 200, DONE);
    }
    case 'PUT /sandbox/refusals':
      change({ refusals: readRefusals(await bodyOf(request)) });
      return sendJson(response, 200, DONE);

    case 'POST /sandbox/faults': {
      const fault = readFault(await bodyOf(request));
      closte.addFault(fault);
      faults.push(fault);
      return sendJson(response, 200, DONE);
    }
    default:
      throw new BadControlError(
        'path',
        'there is only GET /sandbox, GET /sandbox/settings, PUT and DELETE /sandbox/dns/<name>, PUT /sandbox/refusals and POST /sandbox/faults',
        404,
      );
  }
}

function shown(closte: ClosteSandbox, { refusals, dns }: SandboxState) {
  const time = (at: number) => new Date(at).toISOString();
  const counts = Object.groupBy(closte.calls, ({ endpoint }) => endpoint);
  return {
    aliases: closte.aliases().map(({ domain, addedAt }) => ({ domain, addedAt: time(addedAt) })),
    certificates: closte.aliases().flatMap(({ domain }) => {
      const readyAt = closte.certificateReadyAt(domain);
      if (readyAt === undefined) return [];
      return [{ domain, readyAt: time(readyAt), ready: readyAt <= Date.now() }];
    }),
    refusals,
    dns,
    // Only the last 1000 calls are kept.
    latestCalls: Object.fromEntries(
      Object.entries(counts).map(([endpoint, calls = []]) => [endpoint, calls.length]),
    ),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await readBody(request, MAX_BODY_BYTES));
  } catch (error) {
    const message = error instanceof BodyTooLargeError ? error.message : 'must be JSON';
    throw new BadControlError('body', message);
  }
}

function decoded(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new BadControlError('name', 'is badly encoded');
  }
}
