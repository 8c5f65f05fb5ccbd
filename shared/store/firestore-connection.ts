import type { FieldValue, Firestore, Settings, Transaction } from '@google-cloud/firestore';
import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { requireGoogleCredentials } from '../settings/google-credentials.ts';
import { googleEnvironment } from '../settings/google-environment.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface FirestoreOptions {
  /** The project that has the database. Default: the project of the environment or of the machine. */
  readonly projectId?: string;
  /** How long to wait for each answer, in milliseconds. */
  readonly patienceMs?: number;
  /** Settings of Google's client. Default: what it finds in the environment. */
  readonly client?: Settings;
}

/** A connection to Firestore on which every wait is limited. */
export interface Connection {
  readonly firestore: Firestore;
  /** The value that removes a field. */
  readonly absent: FieldValue;
  /** @throws {Error} if the answer does not arrive in time, or is an error */
  answer<Result>(request: Promise<Result>): Promise<Result>;
  /**
   * Runs `body` in a transaction, more than once if others write what it reads. Transactions that this
   * process begins about the same thing wait for each other.
   *
   * @throws {Error} if it cannot be committed in time, or `body` throws. A transaction that was too late may
   * have been committed nevertheless.
   */
  transaction<Result>(
    thing: string,
    body: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/**
 * The client's own limit is minutes, longer than a function may take: with version 9.4, it waited 40 s at an
 * address where nobody answers, and in a transaction 40 s for each attempt.
 */
const PATIENCE_MS = 30_000;

/** The pauses between attempts begin at a second and grow by half: together they fit into the patience. */
const MAX_ATTEMPTS = 8;

/** The emulator accepts any project; no project in the cloud has a name that begins like this. */
const EMULATOR_PROJECT = 'demo-closte-domain-sync';

/**
 * Loads Google's client and connects it, to the emulator if `FIRESTORE_EMULATOR_HOST` is set.
 *
 * The client speaks gRPC. For REST it would load in 50 ms less (of 230 ms), but it cannot talk to the
 * emulator without credentials, and users report slower calls and connections that are reset:
 * https://github.com/googleapis/google-cloud-node/issues/7459
 *
 * @throws {CredentialsError} if there are no credentials
 */
export async function connect(options: FirestoreOptions): Promise<Connection> {
  const { projectId = emulatorProject(), patienceMs = PATIENCE_MS, client } = options;
  if (!client && !googleEnvironment().firestoreEmulator) await requireGoogleCredentials();
  const { FieldValue, Firestore } = await import('@google-cloud/firestore');
  const firestore = new Firestore({
    ...client,
    ...(projectId === undefined ? {} : { projectId }),
    preferRest: false,
    // As JSON does, and therefore the SQLite store.
    ignoreUndefinedProperties: true,
  });
  const inTurn = oneAtATime();
  const underWay = new Set<Promise<unknown>>();
  const seconds = patienceMs / 1000;
  // The client does not report the error while it retries.
  const late = () =>
    new Error(
      `Firestore has not answered within ${seconds} s, or only with failures that may pass`,
    );

  function answer<Result>(request: Promise<Result>): Promise<Result> {
    const ended = () => underWay.delete(request);
    underWay.add(request);
    request.then(ended, ended);
    return withTimeout(patienceMs, (limit) => raceAbort(request, limit), late);
  }

  return {
    firestore,
    absent: FieldValue.delete(),
    answer,

    // Readers of one document share its lock, and none can write before all others give up theirs. Of 200
    // at once, the emulator finished 3 in 20 s; one at a time, each takes milliseconds.
    transaction(thing, body) {
      const giveUpAt = performance.now() + patienceMs;
      const attempt = async (transaction: Transaction) => {
        if (performance.now() > giveUpAt) throw late();
        return body(transaction);
      };
      const maxAttempts = MAX_ATTEMPTS;
      return answer(inTurn(thing, () => firestore.runTransaction(attempt, { maxAttempts })));
    },

    // If the client is terminated while a request is under way, it crashes the process.
    async close() {
      if (underWay.size === 0) await firestore.terminate();
      else Promise.allSettled(underWay).then(() => firestore.terminate());
    },
  };
}

function emulatorProject(): string | undefined {
  const { firestoreEmulator, project, olderProject } = googleEnvironment();
  return firestoreEmulator && (project ?? olderProject ?? EMULATOR_PROJECT);
}
