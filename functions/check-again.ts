import type { Request, Response } from '@google-cloud/functions-framework';
import type { DomainName } from '../shared/domain-name.ts';
import { askAgain } from '../shared/engine/ask-again.ts';
import { sendError } from './http-error.ts';
import { isSameOrigin } from './same-origin.ts';
import type { System } from './system.ts';

/** Has a domain looked at again, for a person who pressed the button, and leads back to its page. */
export async function checkAgain(
  request: Request,
  response: Response,
  domain: DomainName,
  { engine, settings, log }: System,
): Promise<void> {
  if (!settings.statusCheckAgain) {
    const message = 'is not set to true, so the status page changes nothing';
    return sendError(response, 403, { field: 'STATUS_CHECK_AGAIN', message });
  }
  if (!isSameOrigin(request)) {
    const message = 'is foreign; only the page of the domain may ask';
    return sendError(response, 403, { field: 'Origin', message });
  }
  const record = await askAgain(engine.store, domain, engine.now());
  if (!record) {
    return sendError(response, 404, { field: 'domain', message: `${domain} is not known` });
  }
  log.info({ domain }, 'a person asked on the status page to look again');
  response.redirect(303, `/domains/${encodeURIComponent(domain)}`);
}
