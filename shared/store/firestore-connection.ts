import type { Firestore, Transaction } from '@google-cloud/firestore';
import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { googleEnvironment } from '../settings/google-environment.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface FirestoreOptions {
  /** The project whose database it is; by default that of the environment, or of the machine. */
  readonly projectId?: string;
  /** How long to wait for any one answer, in milliseconds. */
  readonly patienceMs?: number;
}

/** A connection to Firestore on which every wait has an end. */
export interface Connection {
  readonly firestore: Firestore;
  /** @throws {Error} if the answer does not come in time, or is an error */
  answer<Result>(request: Promise<Result>): Promise<Result>;
  /**
   * Runs `body` in a transaction, more than once if others write what it reads. Transactions that
   * this process begins about the same thing wait for each other.
   *
   * @throws {Error} if it cannot be committed in time, or `body` throws. One that was late may have
   *   been committed all the same.
   */
  transaction<Result>(
    thing: string,
    body: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
  close(): Promise<void>;
}

/**
 * The client by itself goes on for minutes, longer than a function may take: measured with 9.4, 40 s
 * for an address where nobody answers, and that for each attempt at a transaction.
 */
const PATIENCE_MS = 30_000;

/** The pauses between them begin at a second and grow by half: together they fit the patience. */
const MAX_ATTEMPTS = 8;

/** The emulator takes any project; no cloud has one whose name begins like this. */
const EMULATOR_PROJECT = 'demo-closte-domain-sync';

/**
 * Loads Google's client and connects it, to the emulator if `FIRESTORE_EMULATOR_HOST` is set.
 *
 * The client speaks gRPC. For REST it would load 50 of 230 ms faster, but it cannot talk to the
 * emulator without credentials, and users report slower calls and connections that are reset:
 * https://github.com/googleapis/google-cloud-node/issues/7459
 */
export async function connect(options: FirestoreOptions): Promise<Connection> {
  const { Firestore } = await import('@google-cloud/firestore');
  const { projectId = emulatorProject(), patienceMs = PATIENCE_MS } = options;
  const firestore = new Firestore({
    ...(projectId === undefined ? {} : { projectId }),
    preferRest: false,
    // As JSON does, and so the SQLite store.
    ignoreUndefinedProperties: true,
  });
  const inTurn = oneAtATime();
  const underWay = new Set<Promise<unknown>>();
  const late = () => new Error(`Firestore has not answered within ${patienceMs / 1000} s`);

  function answer<Result>(request: Promise<Result>): Promise<Result> {
    const ended = () => underWay.delete(request);
    underWay.add(request);
    request.then(ended, ended);
    return withTimeout(patienceMs, (limit) => raceAbort(request, limit), late);
  }

  return {
    firestore,
    answer,

    // Readers of one document share its lock, and none can write before all others give up theirs.
    // Of 200 at once the emulator got 3 done in 20 s; one at a time, each takes milliseconds.
    transaction(thing, body) {
      const giveUpAt = performance.now() + patienceMs;
      const attempt = async (transaction: Transaction) => {
        if (performance.now() > giveUpAt) throw late();
        return body(transaction);
      };
      const maxAttempts = MAX_ATTEMPTS;
      return answer(inTurn(thing, () => firestore.runTransaction(attempt, { maxAttempts })));
    },

    // Told to terminate while it still tries something, the client brings the process down.
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
