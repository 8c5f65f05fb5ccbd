import {
  type ApiResult,
  failureSaying,
  type Question,
  readResult,
  throwIfTurnedAway,
} from './api-result.ts';
import { ClosteError } from './failure.ts';
import { type ClosteResponse, parseBody } from './response.ts';
import { isEmptyDomain, type Meaning, meaningOf } from './wording.ts';

/**
 * The verdict on each error. An alias that exists already, or is gone already, is a success, because every
 * request may repeat one that was carried out.
 */
type Verdicts = Readonly<
  Record<Meaning, 'done' | 'refused-domain' | 'unauthorized' | 'unexpected'>
>;

const ADDING: Verdicts = {
  'invalid-domain': 'refused-domain',
  passing: 'unexpected',
  'key-refused': 'unauthorized',
  'belongs-elsewhere': 'refused-domain',
  'alias-absent': 'unexpected',
  'alias-present': 'done',
  // Closte does not say by whom. If it is not by us, the domain's checks will show that.
  'in-use': 'done',
  unknown: 'unexpected',
};

const REMOVING: Verdicts = {
  'invalid-domain': 'done',
  passing: 'unexpected',
  'key-refused': 'unauthorized',
  // An alias of another account is not ours to remove.
  'belongs-elsewhere': 'refused-domain',
  'alias-absent': 'done',
  'alias-present': 'unexpected',
  'in-use': 'unexpected',
  unknown: 'unexpected',
};

/** @throws {ClosteError} unless the alias exists now */
export function readAdded(response: ClosteResponse, question: Question): void {
  throwUnlessDone(readResult(response, question), ADDING, question);
}

/** @throws {ClosteError} unless the alias is gone now */
export function readRemoved(response: ClosteResponse, question: Question): void {
  throwUnlessDone(readResult(response, question), REMOVING, question);
}

/** @throws {ClosteError} unless Closte accepted the key and rejected only the missing domain */
export function readConnectionTest(response: ClosteResponse, question: Question): void {
  const result = readResult(response, question);
  if (result.success) throw new ClosteError('unexpected', 'Closte accepts an empty domain');
  if (isEmptyDomain(result.error)) return;
  const refused = meaningOf(result.error, question.domain) === 'key-refused';
  throw failureSaying(refused ? 'unauthorized' : 'unexpected', result.error, question);
}

/** Whether Closte has an endpoint, by its answer to one request. */
export type EndpointState = 'answered' | 'missing';

/**
 * Whether the endpoint answered the request for a certificate. As in Ultimate Multisite, the status
 * decides: an existing endpoint may answer anything. An endpoint that redirects or fails does not count as
 * one.
 *
 * @throws {ClosteError} `unauthorized` or `rate-limited`, which say nothing about the endpoint
 */
export function readCertificateRequested(
  response: ClosteResponse,
  question: Question,
): EndpointState {
  throwIfTurnedAway(response, question);
  if (response.status >= 300) return 'missing';
  const body = parseBody(response.body);
  if (body.kind === 'error' && meaningOf(body.error, question.domain) === 'key-refused') {
    throw failureSaying('unauthorized', body.error, question);
  }
  return 'answered';
}

function throwUnlessDone(result: ApiResult, verdicts: Verdicts, question: Question): void {
  if (result.success) return;
  const verdict = verdicts[meaningOf(result.error, question.domain)];
  if (verdict !== 'done') throw failureSaying(verdict, result.error, question);
}
