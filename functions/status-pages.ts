import type { Request, Response } from '@google-cloud/functions-framework';
import { type DomainName, parseDomainName } from '../shared/domain-name.ts';
import { policyOf } from '../shared/engine/policy.ts';
import { domainPage } from '../shared/pages/domain-page.ts';
import { listAsked } from '../shared/pages/list-asked.ts';
import type { Listing } from '../shared/pages/list-section.ts';
import { messagePage } from '../shared/pages/message-page.ts';
import { overviewPage } from '../shared/pages/overview-page.ts';
import { type DomainJson, domainJson } from '../shared/reporting/domain-json.ts';
import { ListQueryError, listFilter, pageTokenOf } from '../shared/reporting/list-query.ts';
import type { Damaged } from '../shared/store/damage.ts';
import { DamageError } from '../shared/store/damage-error.ts';
import { sendPage } from './page-response.ts';
import { summaryOf } from './status-summary.ts';
import type { System } from './system.ts';

/** Answers with the first page: the state of the system, and the list that the query asks for. */
export async function sendOverview(request: Request, response: Response, system: System) {
  const { engine, settings } = system;
  const now = engine.now();
  const [told, statistics] = await Promise.all([
    engine.store.readSettings(),
    engine.store.readStatistics(),
  ]);
  const [summary, listing] = await Promise.all([
    summaryOf(system, told, statistics),
    listingOf(request, system),
  ]);
  const { domain: network } = policyOf(settings, told, now).network;
  const page = overviewPage({
    now,
    summary,
    listing,
    days: statistics.days,
    ...(network !== undefined && { network }),
  });
  sendPage(response, listing.fault === undefined ? 200 : 400, page);
}

/** Answers with everything that is known about one domain. */
export async function sendDomain(response: Response, domain: DomainName, system: System) {
  const { engine, settings } = system;
  const now = engine.now();
  const record = await engine.store.get(domain);
  if (!record) {
    const message = `${domain} is not known: no event has mapped it, or it was unmapped and forgotten.`;
    return sendPage(response, 404, messagePage('There is no such domain', message, now));
  }
  const mayAsk = settings.statusCheckAgain;
  sendPage(response, 200, domainPage({ domain: domainJson(record), now, mayAsk }));
}

async function listingOf(request: Request, { engine }: System): Promise<Listing> {
  const asked = listAsked(request.query);
  try {
    const filter = listFilter({ ...asked });
    const [{ records, next, damaged = [] }, named] = await Promise.all([
      engine.store.list(filter),
      asked.pageToken === undefined ? exactly(asked.q, engine.store) : undefined,
    ]);
    const isListed = damaged.some(({ domain }) => domain === named?.damaged?.domain);
    return {
      asked,
      domains: records.map((record) => domainJson(record)),
      damaged: named?.damaged && !isListed ? [named.damaged, ...damaged] : damaged,
      ...(named?.exact && { exact: named.exact }),
      ...(next !== undefined && { nextPageToken: pageTokenOf(next) }),
    };
  } catch (error) {
    if (!(error instanceof ListQueryError)) throw error;
    const fault = `${LABELS[error.field] ?? error.field} ${error.message}.`;
    return { asked, fault, domains: [], damaged: [] };
  }
}

/** The fields of the form, as people see them there. */
const LABELS: Readonly<Record<string, string>> = {
  q: 'Name',
  stage: 'Stage',
  problem: 'Problem',
  needs: 'Needs',
  siteId: 'Site',
};

/** The domain whose whole name was searched for: a search alone may need many pages to reach it. */
async function exactly(
  q: string | undefined,
  store: System['engine']['store'],
): Promise<{ readonly exact?: DomainJson; readonly damaged?: Damaged } | undefined> {
  const domain = q === undefined ? undefined : nameIn(q);
  if (domain === undefined) return undefined;
  try {
    const record = await store.get(domain);
    return record && { exact: domainJson(record) };
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    return { damaged: { domain, reason: error.message } };
  }
}

function nameIn(q: string): DomainName | undefined {
  try {
    return parseDomainName(q.trim(), { allowSpecialUse: true });
  } catch {
    return undefined;
  }
}
