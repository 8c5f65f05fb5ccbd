import type { GoogleFault } from './google-faults.ts';

export const GOOGLE_SERVICES = ['Firestore', 'Pub/Sub', 'Secret Manager'] as const;
export type GoogleService = (typeof GOOGLE_SERVICES)[number];

/** A call's time limit is over, which its client has spent on retries. */
const LATE = 'late';

const FAILS = 'Secret Manager fails or cannot be reached';

/** The errors for it, with the time limit of the tests. */
const LATE_TEXTS: Readonly<Record<GoogleService, string>> = {
  Firestore: 'Firestore has not answered within 2 s, or only with failures that may pass',
  'Pub/Sub': 'Pub/Sub has not accepted a message on closte-domain-status within 2 s',
  'Secret Manager': FAILS,
};

/** The beginning of every error that people see. */
export const BEGINNINGS: Readonly<Record<GoogleService, string>> = {
  Firestore: '',
  'Pub/Sub': '',
  'Secret Manager': 'the API key in projects/p/secrets/s/versions/latest cannot be read: ',
};

/** Whether the row is the end of the time limit. */
export function isLate(row: string): boolean {
  return row === LATE;
}

/** The error that people see, without its beginning. */
export function textOf(service: GoogleService, row: string): string {
  return isLate(row) ? LATE_TEXTS[service] : row;
}

/** The faults that each client treats as transient. */
const MAY_PASS = {
  refused: LATE,
  reset: LATE,
  silent: LATE,
  slow: LATE,
  half: LATE,
  'going-away': LATE,
  garbage: LATE,
  'http-429': LATE,
  'http-503': LATE,
  'resource-exhausted': LATE,
  unavailable: LATE,
  'tls-untrusted': LATE,
  'tls-none': LATE,
  'late-token': LATE,
} as const;

/** Further faults that Firestore's and Pub/Sub's clients treat as transient. */
const MAY_PASS_AS_WELL = {
  page: LATE,
  other: LATE,
  huge: LATE,
  redirect: LATE,
  internal: LATE,
  'deadline-exceeded': LATE,
  'no-token': LATE,
} as const;

/** Each fault of each service, with the error that is reported: the specification. */
export const GOOGLE_ROWS: Readonly<Record<GoogleService, Readonly<Record<GoogleFault, string>>>> = {
  Firestore: {
    ...MAY_PASS,
    ...MAY_PASS_AS_WELL,
    empty: 'Did not receive document for "domains/shop.example.com".',
    'invalid-argument': '3 INVALID_ARGUMENT: said by the service',
    unauthenticated: LATE,
    'permission-denied': '7 PERMISSION_DENIED: said by the service',
    'not-found': '5 NOT_FOUND: said by the service',
  },
  'Pub/Sub': {
    ...MAY_PASS,
    ...MAY_PASS_AS_WELL,
    empty: '12 UNIMPLEMENTED: No message received',
    'invalid-argument': '3 INVALID_ARGUMENT: said by the service',
    unauthenticated: '16 UNAUTHENTICATED: said by the service',
    'permission-denied': '7 PERMISSION_DENIED: said by the service',
    'not-found': '5 NOT_FOUND: said by the service',
  },
  'Secret Manager': {
    ...MAY_PASS,
    page: FAILS,
    other: FAILS,
    empty: FAILS,
    huge: FAILS,
    redirect: FAILS,
    internal: FAILS,
    'deadline-exceeded': FAILS,
    'invalid-argument': 'the name is not that of a secret version',
    unauthenticated: 'there is no access token, or Google does not accept it',
    'permission-denied':
      'the service account may not read it; grant it roles/secretmanager.secretAccessor',
    'not-found': 'there is no such secret, or it has no version; create it',
    'no-token': FAILS,
  },
};
