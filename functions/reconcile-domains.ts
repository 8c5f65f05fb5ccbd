import type { Request, Response } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import { pacedMultisite } from '../shared/engine/paced-multisite.ts';
import { endTurns } from '../shared/engine/turn.ts';
import { MultisiteError } from '../shared/multisite/failure.ts';
import { goOn, reconcile } from '../shared/reconciliation/reconcile.ts';
import { allows, BadRequestError, sendError } from './http-error.ts';
import { readBody } from './json-body.ts';
import type { System } from './system.ts';

/**
 * Shorter than the function's deployed timeout, by more than the work under way may take: recording a batch
 * of records, and saving the run.
 */
const END_AFTER_MS = 480_000;

const flag = v.optional(v.boolean('must be true or false'), false);
const bodySchema = v.object({ dryRun: flag, force: flag, goOn: flag });

/**
 * Compares the multisite's domains with the store, and records changes that no event announced. A large
 * network takes several calls: `goOn` only continues the run of an earlier call.
 */
export async function reconcileDomains(
  request: Request,
  response: Response,
  { engine, settings, log }: System,
): Promise<void> {
  if (!allows(['POST'], request, response)) return;
  try {
    const { goOn: onlyGoesOn, ...options } = readBody(request, bodySchema, '{"dryRun":true}');
    const { multisite } = engine.effects;
    if (!multisite && onlyGoesOn) return void response.json({ remaining: false });
    if (!multisite) {
      const message = 'is not set, so there is no multisite to compare with';
      return sendError(response, 409, { field: 'MULTISITE_API_URL', message });
    }
    const paced = pacedMultisite(multisite, engine.paces.multisite, engine);
    const { allowSpecialUseNames: allowSpecialUse, networkDomain } = settings;
    const reconciling = { ...engine, multisite: paced, allowSpecialUse, networkDomain };
    const signal = AbortSignal.timeout(END_AFTER_MS);
    const reconciled = onlyGoesOn
      ? goOn(reconciling, signal)
      : reconcile(reconciling, options, signal);
    // Before the answer, since Cloud Run allocates no CPU after it.
    const result = await reconciled.finally(() => endTurns(engine, engine.paces));
    response.json(result ?? { remaining: false });
  } catch (error) {
    if (error instanceof BadRequestError) return sendError(response, 400, error);
    if (error instanceof MultisiteError) {
      // Refused credentials have been logged already, once for all domains.
      if (error.kind !== 'unauthorized') {
        const { kind: multisiteFailure, message } = error;
        log.error({ step: 'reconcile', multisiteFailure }, `nothing is reconciled: ${message}`);
      }
      return sendError(response, 502, { field: 'multisite', message: error.message });
    }
    log.error({ err: error }, 'the reconciliation failed');
    sendError(response, 500, { field: '', message: 'the reconciliation failed; the log says why' });
  }
}
