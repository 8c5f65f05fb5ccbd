import type { ServerResponse } from 'node:http';

/** The faults of Closte, and of the way to it. */
export type FaultKind =
  | 'error-500'
  | 'empty-body'
  | 'not-json'
  | 'hang'
  | 'reset'
  | 'rate-limited'
  | 'unauthorized'
  | 'redirect'
  | 'too-large'
  /** The request is carried out, but the answer gets lost. */
  | 'success-then-reset'
  /** HTTP 504, and the request is carried out later, whatever was asked meanwhile. */
  | 'done-later';

/** A fault that the next `times` requests meet, of those for `endpoint` and `domain` if given. */
export interface Fault {
  readonly endpoint?: string;
  readonly domain?: string;
  readonly kind: FaultKind;
  readonly times: number;
}

/** Faults that are still to come; each request that meets one uses it up. */
export interface PendingFaults {
  add(fault: Fault): void;
  /** The fault that this request meets, if any: the oldest one that fits. */
  take(endpoint: string, domain: string): FaultKind | undefined;
}

/** At first there are none. */
export function pendingFaults(): PendingFaults {
  const pending: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      pending.push({ fault, left: fault.times });
    },
    take: (endpoint, domain) => {
      const met = pending.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.endpoint ?? endpoint) === endpoint &&
          (fault.domain ?? domain) === domain,
      );
      if (met) met.left -= 1;
      return met?.fault.kind;
    },
  };
}

const TWO_MEBIBYTES = 2 * 1024 * 1024;

/** The answer of each fault. It carries nothing out itself. */
export const FAULTY_ANSWERS: {
  readonly [Kind in FaultKind]: (response: ServerResponse) => void;
} = {
  'error-500': (response) => {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Server Error</h1>');
  },
  'empty-body': (response) => {
    response.writeHead(200).end();
  },
  'not-json': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>');
  },
  hang: () => {},
  reset: (response) => {
    response.socket?.resetAndDestroy();
  },
  'rate-limited': (response) => {
    response.writeHead(429, { 'retry-after': '30' }).end('Too Many Requests');
  },
  unauthorized: (response) => {
    response
      .writeHead(401, { 'content-type': 'application/json' })
      .end('{"success":false,"error":"Invalid API key"}');
  },
  redirect: (response) => {
    response.writeHead(307, { location: '/elsewhere' }).end();
  },
  // A success for a client that reads to the end.
  'too-large': (response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`${' '.repeat(TWO_MEBIBYTES)}{"success":true}`);
  },
  'success-then-reset': (response) => {
    response.socket?.resetAndDestroy();
  },
  'done-later': (response) => {
    response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>Gateway Time-out</h1>');
  },
};
