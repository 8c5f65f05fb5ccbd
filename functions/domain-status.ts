import type { Request, Response } from '@google-cloud/functions-framework';
import { DomainNameError, parseDomainName } from '../shared/domain-name.ts';
import { domainJson } from '../shared/reporting/domain-json.ts';
import { ListQueryError, listFilter, pageTokenOf } from '../shared/reporting/list-query.ts';
import { allows, sendError } from './http-error.ts';
import type { System } from './system.ts';

/** Answers what is known of the domains. */
export async function domainStatus(
  request: Request,
  response: Response,
  system: System,
): Promise<void> {
  if (!allows(['GET', 'HEAD'], request, response)) return;
  response.set('Cache-Control', 'no-store');
  try {
    await route(request, response, system);
  } catch (error) {
    if (error instanceof DomainNameError) {
      return sendError(response, 400, { field: 'domain', message: error.message });
    }
    if (error instanceof ListQueryError) return sendError(response, 400, error);
    system.log.error({ err: error }, 'the status could not be told');
    sendError(response, 503, { field: '', message: 'the store cannot be read; the log says why' });
  }
}

async function route(request: Request, response: Response, { engine, settings }: System) {
  const { store } = engine;
  const [first, second, ...more] = request.path.split('/').slice(1).map(decodeURIComponent);

  if (first === 'healthz' && second === undefined) {
    await store.readSettings();
    response.json({ status: 'ok' });
  } else if (first === 'domains' && !second) {
    const { records, next } = await store.list(listFilter(request.query));
    const nextPageToken = next === undefined ? {} : { nextPageToken: pageTokenOf(next) };
    response.json({ domains: records.map((record) => domainJson(record)), ...nextPageToken });
  } else if (first === 'domains' && second && more.length === 0) {
    const domain = parseDomainName(second, { allowSpecialUse: settings.allowSpecialUseNames });
    const record = await store.get(domain);
    if (record) response.json(domainJson(record));
    else sendError(response, 404, { field: 'domain', message: `${domain} is not known` });
  } else {
    const message = 'there is only /domains, /domains/<domain> and /healthz';
    sendError(response, 404, { field: 'path', message });
  }
}
