import type { Request, Response } from '@google-cloud/functions-framework';
import { type DomainName, DomainNameError, parseDomainName } from '../shared/domain-name.ts';
import { domainJson } from '../shared/reporting/domain-json.ts';
import { ListQueryError, listFilter, pageTokenOf } from '../shared/reporting/list-query.ts';
import { allows, sendError } from './http-error.ts';
import { guardPage, sendPage, wantsPage } from './page-response.ts';
import type { System } from './system.ts';

/** Answers what is known of the domains: pages for people, JSON for programs. */
export async function domainStatus(
  request: Request,
  response: Response,
  system: System,
): Promise<void> {
  response.set('Cache-Control', 'no-store');
  try {
    await route(request, response, system);
  } catch (error) {
    if (error instanceof DomainNameError) {
      return sendFault(request, response, 400, 'domain', error.message);
    }
    if (error instanceof ListQueryError) return sendError(response, 400, error);
    system.log.error({ err: error }, 'the status could not be told');
    await sendFault(request, response, 503, '', 'the store cannot be read; the log says why');
  }
}

async function route(request: Request, response: Response, system: System): Promise<void> {
  const { engine, settings } = system;
  const [first = '', second = '', third = '', ...more] = request.path
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  const named = () => parseDomainName(second, { allowSpecialUse: settings.allowSpecialUseNames });

  if (first === 'domains' && third === 'check' && more.length === 0) {
    if (!allows(['POST'], request, response)) return;
    const { checkAgain } = await import('./check-again.ts');
    return checkAgain(request, response, named(), system);
  }
  if (!allows(['GET', 'HEAD'], request, response)) return;
  const depth = [second, third, ...more].filter((part) => part !== '').length;
  if (first === '' && depth === 0) {
    const { sendOverview } = await import('./status-pages.ts');
    await sendOverview(request, response, system);
  } else if (first === 'assets' && depth === 1) {
    await sendAsset(request, response, second);
  } else if (first === 'health' && depth === 0) {
    await engine.store.readSettings();
    response.json({ status: 'ok' });
  } else if (first === 'domains' && depth === 0) {
    const { records, next, damaged } = await engine.store.list(listFilter(request.query));
    const nextPageToken = next === undefined ? {} : { nextPageToken: pageTokenOf(next) };
    response.json({
      domains: records.map((record) => domainJson(record)),
      ...(damaged && { damaged }),
      ...nextPageToken,
    });
  } else if (first === 'domains' && depth === 1) {
    await sendDomain(request, response, named(), system);
  } else {
    const message = 'there is only /, /domains, /domains/<domain> and /health';
    await sendFault(request, response, 404, 'path', message);
  }
}

/** A domain has one address: a browser gets its page there, and a program its JSON. */
async function sendDomain(
  request: Request,
  response: Response,
  domain: DomainName,
  system: System,
): Promise<void> {
  response.vary('Accept');
  if (wantsPage(request)) {
    const pages = await import('./status-pages.ts');
    return pages.sendDomain(response, domain, system);
  }
  const record = await system.engine.store.get(domain);
  if (record) response.json(domainJson(record));
  else sendError(response, 404, { field: 'domain', message: `${domain} is not known` });
}

async function sendAsset(request: Request, response: Response, name: string): Promise<void> {
  const { assetNamed } = await import('../shared/pages/assets.ts');
  const asset = assetNamed(name);
  if (!asset) return sendFault(request, response, 404, 'path', 'there is no such file');
  guardPage(response);
  // Asked for again by each page, and sent again only when another version is deployed.
  response.set('Cache-Control', 'no-cache').type(asset.type).send(asset.content);
}

async function sendFault(
  request: Request,
  response: Response,
  status: number,
  field: string,
  message: string,
): Promise<void> {
  if (!wantsPage(request)) return sendError(response, status, { field, message });
  const { messagePage } = await import('../shared/pages/message-page.ts');
  const sentence = field === '' ? message : `${field}: ${message}`;
  sendPage(response, status, messagePage('This cannot be shown', sentence, Date.now()));
}
