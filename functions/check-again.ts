import type { Request, Response } from '@google-cloud/functions-framework';
import type { DomainName } from '../shared/domain-name.ts';
import { askAgain } from '../shared/engine/ask-again.ts';
import { isSameOrigin } from './same-origin.ts';
import { StatusFault } from './status-fault.ts';
import type { System } from './system.ts';

/**
 * Records that a person pressed the button to look at a domain again, and redirects to the domain's page.
 *
 * @throws {StatusFault} if that is not allowed, or the domain is unknown
 */
export async function checkAgain(
  request: Request,
  response: Response,
  domain: DomainName,
  { engine, settings, log }: System,
): Promise<void> {
  if (!settings.statusCheckAgain) {
    const message = 'is not set to true, so the status page changes nothing';
    throw new StatusFault(403, 'STATUS_CHECK_AGAIN', message);
  }
  if (!isSameOrigin(request)) {
    throw new StatusFault(403, 'Origin', 'is foreign; only the page of the domain may ask');
  }
  const record = await askAgain(engine.store, domain, engine.now());
  if (!record) throw new StatusFault(404, 'domain', `${domain} is not known`);
  log.info({ domain }, 'a person asked on the status page to look again');
  response.redirect(303, `/domains/${encodeURIComponent(domain)}`);
}
