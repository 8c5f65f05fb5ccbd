import { type Answer, parseBody } from './answer.ts';
import { ClosteError } from './failure.ts';
import { failureSaying, type Question, type Reply, readReply, throwIfTurnedAway } from './reply.ts';
import { isEmptyDomain, type Meaning, meaningOf } from './wording.ts';

/**
 * What each error comes to. The alias being there already, or gone already, is a success, because
 * every request may be a repetition of one that was carried out.
 */
type Verdicts = {
  readonly [Said in Meaning]: 'done' | 'refused-domain' | 'unauthorized' | 'unexpected';
};

const ADDING: Verdicts = {
  'invalid-domain': 'refused-domain',
  'key-refused': 'unauthorized',
  'belongs-elsewhere': 'refused-domain',
  'alias-absent': 'unexpected',
  'alias-present': 'done',
  // By whom is not said; if not by ourselves, the domain's checks do not turn out well.
  'in-use': 'done',
  unknown: 'unexpected',
};

const REMOVING: Verdicts = {
  'invalid-domain': 'done',
  'key-refused': 'unauthorized',
  // Not ours to remove, and never will be.
  'belongs-elsewhere': 'refused-domain',
  'alias-absent': 'done',
  'alias-present': 'unexpected',
  'in-use': 'unexpected',
  unknown: 'unexpected',
};

/** @throws {ClosteError} unless the alias exists now */
export function readAdded(answer: Answer, question: Question): void {
  throwUnlessDone(readReply(answer, question), ADDING, question);
}

/** @throws {ClosteError} unless the alias is gone now */
export function readRemoved(answer: Answer, question: Question): void {
  throwUnlessDone(readReply(answer, question), REMOVING, question);
}

/** @throws {ClosteError} unless Closte took the key and missed nothing but the domain */
export function readConnectionTest(answer: Answer, question: Question): void {
  const reply = readReply(answer, question);
  if (reply.success) throw new ClosteError('unexpected', 'Closte takes an empty domain');
  if (isEmptyDomain(reply.error)) return;
  const refused = meaningOf(reply.error, question.domain) === 'key-refused';
  throw failureSaying(refused ? 'unauthorized' : 'unexpected', reply.error, question);
}

/** `missing`: nothing is there. `failing`: something may be, another time. */
export type CertificateAnswer = 'answered' | 'missing' | 'failing';

/**
 * Whether the endpoint answered the request for a certificate. As in Ultimate Multisite the status
 * decides: an endpoint that is there may say what it likes. One that redirects is elsewhere.
 *
 * @throws {ClosteError} `unauthorized` or `rate-limited`, which say nothing about the endpoint
 */
export function readCertificateRequested(answer: Answer, question: Question): CertificateAnswer {
  throwIfTurnedAway(answer, question);
  if (answer.status >= 500) return 'failing';
  if (answer.status >= 300) return 'missing';
  const said = parseBody(answer.body);
  if (said.kind === 'error' && meaningOf(said.error, question.domain) === 'key-refused') {
    throw failureSaying('unauthorized', said.error, question);
  }
  return 'answered';
}

function throwUnlessDone(reply: Reply, verdicts: Verdicts, question: Question): void {
  if (reply.success) return;
  const verdict = verdicts[meaningOf(reply.error, question.domain)];
  if (verdict !== 'done') throw failureSaying(verdict, reply.error, question);
}
