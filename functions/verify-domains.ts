import type { Request, Response } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import { DomainNameError, parseDomainName } from '../shared/domain-name.ts';
import { keepStatistics } from '../shared/engine/keep-statistics.ts';
import { EVERY_MINUTE, sweep, sweepOne } from '../shared/engine/sweep.ts';
import { allows, BadRequestError, sendError } from './http-error.ts';
import { readBody } from './json-body.ts';
import type { System } from './system.ts';

/**
 * Ends before the job fires again: a job that is still waiting for an answer is not fired, and the next sweep
 * would begin a whole minute later.
 */
const END_AFTER_MS = 59_000;

/** Advances what is due, or the one domain that the body names. */
export async function verifyDomains(
  request: Request,
  response: Response,
  { engine, settings, log }: System,
): Promise<void> {
  if (!allows(['POST'], request, response)) return;
  const signal = AbortSignal.timeout(END_AFTER_MS);
  try {
    const example = '{"domain":"shop.example.com"}';
    const { domain: named } = readBody(request, bodySchema, example);
    if (named === undefined) {
      const result = await sweep(engine, EVERY_MINUTE, signal);
      await keepStatistics(engine).catch((err) =>
        log.error({ err }, 'the statistics could not be kept'),
      );
      response.json(result);
      return;
    }
    const domain = parseDomainName(named, { allowSpecialUse: settings.allowSpecialUseNames });
    const result = await sweepOne(engine, domain, signal);
    if (result) response.json(result);
    else sendError(response, 404, { field: 'domain', message: `${domain} is not known` });
  } catch (error) {
    if (error instanceof DomainNameError) {
      return sendError(response, 400, { field: 'domain', message: error.message });
    }
    if (error instanceof BadRequestError) return sendError(response, 400, error);
    log.error({ err: error }, 'the sweep failed');
    sendError(response, 500, { field: '', message: 'the sweep failed; the log says why' });
  }
}

const bodySchema = v.object({ domain: v.optional(v.string('must be a string')) });
