import { setTimeout as sleep } from 'node:timers/promises';
import type { GoogleAuth } from 'google-auth-library';
import * as v from 'valibot';

/**
 * One of Google's APIs over REST (https://docs.cloud.google.com/apis/docs/http). A client library of
 * Google's takes 150 to 250 ms of CPU to load, for each API, where a cold start has one question to ask.
 */
export interface GoogleApi {
  /** `https://pubsub.googleapis.com`, or where an emulator of it is. */
  readonly origin: string;
  /** An emulator has no use for credentials, and on a machine without any they would be looked for in vain. */
  readonly withCredentials: boolean;
}

/** The API did not do it. */
export class GoogleApiError extends Error {
  override readonly name = 'GoogleApiError';
  /** As gRPC has it; undefined if there was no answer, or none of Google's. */
  readonly code: number | undefined;

  constructor(message: string, code?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** For all tries together. */
const PATIENCE_MS = 10_000;
/** Before each further try, where Google says that it is worth one. */
const PAUSES_MS = [200, 600];
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/**
 * Asks for `path`, or sends `body` there.
 *
 * @throws {GoogleApiError} that tells what Google says is wrong, or that it does not answer
 */
export async function askGoogle(
  { origin, withCredentials }: GoogleApi,
  path: string,
  body?: object,
  patienceMs = PATIENCE_MS,
): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMs);
  const url = new URL(path, origin);
  try {
    for (let failures = 0; ; failures += 1) {
      const response = await send(url, body, withCredentials, signal);
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      const pauseMs = WORTH_ANOTHER_TRY.has(response.status) ? PAUSES_MS[failures] : undefined;
      if (pauseMs === undefined) throw refusal(response.status, text);
      await sleep(pauseMs, undefined, { signal });
    }
  } catch (cause) {
    if (cause instanceof GoogleApiError) throw cause;
    const why = signal.aborted
      ? `has not answered within ${patienceMs / 1000} s`
      : 'cannot be reached';
    throw new GoogleApiError(`${url.host} ${why}`, undefined, { cause });
  }
}

async function send(
  url: URL,
  body: object | undefined,
  withCredentials: boolean,
  signal: AbortSignal,
): Promise<Response> {
  const headers = new Headers(withCredentials ? await (await auth()).getRequestHeaders(url) : {});
  if (!body) return fetch(url, { headers, signal });
  headers.set('content-type', 'application/json');
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
}

/** The project of the environment, or else of the credentials. */
export async function googleProject(known: string | undefined): Promise<string> {
  return known ?? (await auth()).getProjectId();
}

let opened: Promise<GoogleAuth> | undefined;

/** Loaded with the first question that takes credentials; it keeps its tokens as long as they last. */
function auth(): Promise<GoogleAuth> {
  opened ??= import('google-auth-library').then(
    ({ GoogleAuth }) =>
      new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' }),
  );
  return opened;
}

/** gRPC's numbers (https://grpc.github.io/grpc/core/md_doc_statuscodes.html) for the names that Google answers. */
const CODES: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
};

const MOST_TOLD = 300;

function refusal(httpStatus: number, text: string): GoogleApiError {
  const { message, status } = errorIn(text);
  const told = message ?? `HTTP ${httpStatus}`;
  return new GoogleApiError(
    told.slice(0, MOST_TOLD),
    status === undefined ? undefined : CODES[status],
  );
}

const errorSchema = v.object({
  error: v.object({ message: v.optional(v.string()), status: v.optional(v.string()) }),
});

/** What Google says is wrong; nothing if it is not Google that says it. */
function errorIn(text: string): v.InferOutput<typeof errorSchema>['error'] {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), errorSchema), text);
  return result.success ? result.output.error : {};
}
