import type { Request, Response } from '@google-cloud/functions-framework';
import { type DomainName, parseDomainName } from '../shared/domain-name.ts';
import { domainJson } from '../shared/reporting/domain-json.ts';
import { listFilter, pageTokenOf } from '../shared/reporting/list-query.ts';
import { guard, wantsPage } from './page-response.ts';
import { faultOf, requireMethod, StatusFault, sendFault } from './status-fault.ts';
import type { System, UnopenedSystem } from './system.ts';

/** Shows everything that is known about the domains: as pages for people, as JSON for programs. */
export async function domainStatus(
  request: Request,
  response: Response,
  system: UnopenedSystem,
): Promise<void> {
  guard(response);
  response.set('Cache-Control', 'no-store');
  try {
    await route(request, response, system);
  } catch (error) {
    const fault = faultOf(error) ?? storeFault(request);
    if (fault.status >= 500) {
      const log = await system.log();
      log.error({ err: error }, 'the status could not be shown');
    }
    await sendFault(request, response, fault);
  }
}

function storeFault({ method }: Request): StatusFault {
  const use = method === 'POST' ? 'written' : 'read';
  return new StatusFault(503, '', `The store cannot be ${use}; the log says why.`);
}

async function route(request: Request, response: Response, system: UnopenedSystem): Promise<void> {
  const { allowSpecialUseNames: allowSpecialUse } = system.settings;
  const [first = '', second = '', third = '', ...more] = request.path
    .split('/')
    .slice(1)
    .map(decodeURIComponent);
  const named = () => parseDomainName(second, { allowSpecialUse });

  if (first === 'domains' && third === 'check' && more.length === 0) {
    requireMethod(['POST'], request, response);
    const { checkAgain } = await import('./check-again.ts');
    return checkAgain(request, response, named(), await system.open());
  }
  requireMethod(['GET', 'HEAD'], request, response);
  const depth = [second, third, ...more].filter((part) => part !== '').length;
  if (first === '' && depth === 0) {
    const { sendOverview } = await import('./status-pages.ts');
    await sendOverview(request, response, await system.open());
  } else if (first === 'assets' && depth === 1) {
    await sendAsset(response, second);
  } else if (first === 'health' && depth === 0) {
    const { engine } = await system.open();
    await engine.store.readSettings();
    response.json({ status: 'ok' });
  } else if (first === 'domains' && depth === 0) {
    await sendList(request, response, await system.open());
  } else if (first === 'domains' && depth === 1) {
    await sendDomain(request, response, named(), await system.open());
  } else {
    throw new StatusFault(404, 'path', 'there is only /, /domains, /domains/<domain> and /health');
  }
}

async function sendList(request: Request, response: Response, { engine }: System): Promise<void> {
  const { records, next, damaged } = await engine.store.list(listFilter(request.query));
  response.json({
    domains: records.map((record) => domainJson(record)),
    ...(damaged && { damaged }),
    ...(next !== undefined && { nextPageToken: pageTokenOf(next) }),
  });
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
  if (!record) throw new StatusFault(404, 'domain', `${domain} is not known`);
  response.json(domainJson(record));
}

async function sendAsset(response: Response, name: string): Promise<void> {
  const { assetNamed } = await import('../shared/pages/assets.ts');
  const asset = assetNamed(name);
  if (!asset) throw new StatusFault(404, 'path', 'there is no such file');
  // Each page revalidates the file, which is sent again only after a deployment changes it.
  response.set('Cache-Control', 'no-cache').set('ETag', `"${asset.version}"`);
  response.type(asset.type).send(asset.content);
}
