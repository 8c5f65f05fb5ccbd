import type { Neighbour } from './callers.ts';
import type { Fault } from './faults.ts';

/** The right reaction to a fault, and the message that people see. */
export interface Expected {
  readonly kind: string;
  readonly told: string;
  /** Whether the call may have been carried out all the same. */
  readonly mayBeDone: boolean;
  /** The wait that the neighbour asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

const unavailable = (told: string, mayBeDone = true): Expected => ({
  kind: 'unavailable',
  told,
  mayBeDone,
});
const other = (kind: string, told: string, retryAfterMs?: number): Expected => ({
  kind,
  told,
  mayBeDone: kind === 'unexpected',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

/** A call's time limit is over. */
const TIME_OUT = unavailable('no answer within 0.7 s');

/** Whether the call has to time out; in any other row it must not, however slow the machine is. */
export function isTimeOut(expected: Expected): boolean {
  return expected === TIME_OUT;
}

/** The faults to which both callers react in the same way. */
const CONNECTION = {
  refused: unavailable('the connection failed (ECONNREFUSED)', false),
  reset: unavailable('the connection failed (ECONNRESET)'),
  silent: TIME_OUT,
  slow: TIME_OUT,
  half: unavailable('the connection failed (ERR_HTTP_CONTENT_LENGTH_MISMATCH)'),
  garbage: unavailable('the connection failed (HPE_INVALID_CONSTANT)'),
  'huge-headers': unavailable('the connection failed (HPE_HEADER_OVERFLOW)'),
  'bad-header': unavailable('the connection failed (HPE_INVALID_HEADER_TOKEN)'),
  interim: other('success', ''),
  'interim-endless': TIME_OUT,
  upgrade: TIME_OUT,
  trailers: other('success', ''),
  'tls-untrusted': unavailable('the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)'),
  'tls-none': unavailable('the connection failed (EPROTO)'),
} as const;

/** Each fault of each neighbour: the specification of how the clients react. */
export const ROWS: Readonly<Record<Neighbour, Readonly<Record<Fault, Expected>>>> = {
  Closte: {
    ...CONNECTION,
    empty: unavailable('the answer is empty (HTTP 200)'),
    page: unavailable('the answer is not JSON (HTTP 200)'),
    huge: unavailable('the answer is too long (HTTP 200)'),
    packed: unavailable('the answer is not JSON (HTTP 200)'),
    'bad-request': other('unexpected', 'the answer has neither "success" nor "error" (HTTP 400)'),
    'request-timeout': other(
      'unexpected',
      'the answer has neither "success" nor "error" (HTTP 408)',
    ),
    unauthorized: other('unauthorized', 'Closte refuses the API key (HTTP 401)'),
    'not-found': other('unexpected', 'the answer has neither "success" nor "error" (HTTP 404)'),
    'too-many': other('rate-limited', 'Closte received too many requests (HTTP 429)'),
    'too-many-until': other('rate-limited', 'Closte received too many requests (HTTP 429)', 90_000),
    'too-many-negative': other('rate-limited', 'Closte received too many requests (HTTP 429)'),
    'too-many-forever': other(
      'rate-limited',
      'Closte received too many requests (HTTP 429)',
      86_400_000,
    ),
    broken: unavailable('HTTP 500'),
    down: unavailable('HTTP 503'),
    redirect: other('unexpected', 'Closte redirects the request (HTTP 307)'),
    'see-other': other('unexpected', 'Closte redirects the request (HTTP 303)'),
  },
  'the multisite': {
    ...CONNECTION,
    empty: other('success', ''),
    page: unavailable("the multisite's answer is not JSON (HTTP 200)"),
    huge: unavailable("the multisite's answer is not JSON (HTTP 200)"),
    packed: unavailable("the multisite's answer is not JSON (HTTP 200)"),
    'bad-request': other('refused', 'the multisite refuses the request (HTTP 400)'),
    'request-timeout': unavailable('the multisite fails (HTTP 408)'),
    unauthorized: other('unauthorized', 'the multisite refuses the credentials (HTTP 401)'),
    'not-found': unavailable('there is no REST API at MULTISITE_API_URL (HTTP 404)'),
    'too-many': other('rate-limited', 'the multisite received too many requests'),
    'too-many-until': other('rate-limited', 'the multisite received too many requests', 90_000),
    'too-many-negative': other('rate-limited', 'the multisite received too many requests'),
    'too-many-forever': other(
      'rate-limited',
      'the multisite received too many requests',
      86_400_000,
    ),
    broken: unavailable('the multisite fails (HTTP 500)'),
    down: unavailable('the multisite fails (HTTP 503)'),
    redirect: unavailable(
      'the multisite redirects the request (HTTP 307); set MULTISITE_API_URL to where it leads',
    ),
    'see-other': unavailable(
      'the multisite redirects the request (HTTP 303); set MULTISITE_API_URL to where it leads',
    ),
  },
};
