import type { Request, Response } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import { endTurns } from '../shared/engine/paced-call.ts';
import { pacedMultisite } from '../shared/engine/paced-multisite.ts';
import { MultisiteError } from '../shared/multisite/failure.ts';
import { reconcile } from '../shared/reconciliation/reconcile.ts';
import { allows, BadRequestError, sendError } from './http-error.ts';
import { readBody } from './json-body.ts';
import type { System } from './system.ts';

/** Below the timeout that the function is deployed with. */
const END_AFTER_MS = 520_000;

const flag = v.optional(v.boolean('must be true or false'), false);
const bodySchema = v.object({ dryRun: flag, force: flag });

/** Compares the multisite's domains with the store, and records what no event has told. */
export async function reconcileDomains(
  request: Request,
  response: Response,
  { engine, settings, log }: System,
): Promise<void> {
  if (!allows(['POST'], request, response)) return;
  try {
    const options = readBody(request, bodySchema, '{"dryRun":true}');
    const { multisite } = engine.effects;
    if (!multisite) {
      const message = 'is not set, so there is no multisite to compare with';
      return sendError(response, 409, { field: 'MULTISITE_API_URL', message });
    }
    const paced = pacedMultisite(multisite, engine.paces.multisite, engine);
    const { allowSpecialUseNames: allowSpecialUse, networkDomain } = settings;
    const reconciling = { ...engine, multisite: paced, allowSpecialUse, networkDomain };
    response.json(await reconcile(reconciling, options, AbortSignal.timeout(END_AFTER_MS)));
    await endTurns(engine, engine.paces);
  } catch (error) {
    if (error instanceof BadRequestError) return sendError(response, 400, error);
    if (error instanceof MultisiteError) {
      // Refused credentials are logged already, once for all domains.
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
