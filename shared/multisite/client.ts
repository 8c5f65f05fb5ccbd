import { withTimeout } from '../async/time-limit.ts';
import { type DomainName, DomainNameError, parseDomainName } from '../domain-name.ts';
import { exchange, type HttpRequest, type HttpResponse } from '../http/exchange.ts';
import type { Stage } from '../lifecycle/stage.ts';
import type { Credentials, MultisiteCredentials } from '../settings/multisite-credentials.ts';
import { authenticated } from './authenticated.ts';
import { type DomainItem, isSite, readItem, readItems } from './domain-item.ts';
import { MultisiteError } from './failure.ts';
import { codeIn, jsonIn, type RestResponse, readResponse } from './rest-response.ts';
import { restUrl } from './rest-url.ts';

/** The part of a domain's state that is written to its item. */
export interface Standing {
  readonly stage: Stage;
  /** Whether the site may force HTTPS on the domain. */
  readonly secure: boolean;
}

/** One page of the items that were asked for. */
export interface DomainPage {
  readonly items: readonly DomainItem[];
  /** How many items and pages there are; undefined for versions of 2025, which do not return them. */
  readonly total: number | undefined;
  readonly pages: number | undefined;
  /**
   * The multisite's own clock, in milliseconds since the epoch, exact to the second; undefined if the answer
   * lacks it.
   */
  readonly date: number | undefined;
}

/**
 * Ultimate Multisite's items, through its REST API. Every call may be repeated. Every failure is a
 * MultisiteError, except that a call whose signal aborts ends at once with the signal's reason.
 */
export interface Multisite {
  /** Writes a domain's state to the item with this id; `gone` if there is no such item. */
  write(id: number, standing: Standing, signal: AbortSignal): Promise<'written' | 'gone'>;
  /** The item with this id; undefined if there is none. */
  get(id: number, signal: AbortSignal): Promise<DomainItem | undefined>;
  /** The item of this domain; undefined if there is none. */
  find(domain: DomainName, signal: AbortSignal): Promise<DomainItem | undefined>;
  /** Whether WordPress has a site with this id. */
  hasSite(id: number, signal: AbortSignal): Promise<boolean>;
  /** A page of all items in the order of their ids, so that new ones come last. The first page is 1. */
  page(number: number, signal: AbortSignal): Promise<DomainPage>;
}

export interface MultisiteOptions {
  /** `https://network.example.com/wp-json`, or a URL that ends with `?rest_route=`. */
  readonly apiUrl: string;
  readonly credentials: MultisiteCredentials;
  /** For a whole call. Default: 10 s, so that a claim on a domain outlasts it. */
  readonly timeoutMs?: number;
}

/** The most items that the REST API returns at once. */
export const PAGE_SIZE = 100;

/** Ultimate Multisite's REST API at an address. */
export function multisiteClient(options: MultisiteOptions): Multisite {
  const { credentials, timeoutMs = 10_000 } = options;
  const itemsUrl = (query?: Readonly<Record<string, string>>) =>
    restUrl(options.apiUrl, '/wu/v2/domain', query);
  const itemUrl = (id: number) => restUrl(options.apiUrl, `/wu/v2/domain/${id}`);

  const late = () => new MultisiteError('unavailable', `no answer within ${timeoutMs / 1000} s`);
  /** Runs everything that one call of a method does within the call's time limit. */
  const asOneCall = <T>(signal: AbortSignal, work: (limit: AbortSignal) => Promise<T>) =>
    withTimeout(timeoutMs, work, late, signal);

  const send = (request: HttpRequest, limit: AbortSignal): Promise<HttpResponse> =>
    authenticated(
      credentials,
      (used) => exchange({ ...request, headers: basic(used) }, limit),
      ({ status }) => status === 401 || status === 403,
      limit,
    );

  async function ask(url: string, limit: AbortSignal): Promise<RestResponse> {
    return readResponse(await send({ method: 'GET', url }, limit), Date.now());
  }

  async function get(id: number, limit: AbortSignal): Promise<DomainItem | undefined> {
    const response = await ask(itemUrl(id), limit);
    if (response.kind === 'not-found') return undefined;
    const item = readItem(response.json);
    if (item?.id === id) return item;
    throw notTheApi();
  }

  /** The list of domains that answers a query; undefined if the answer is no such list. */
  async function list(
    query: Readonly<Record<string, string>>,
    limit: AbortSignal,
  ): Promise<DomainPage | undefined> {
    const response = await ask(itemsUrl(query), limit);
    const items = response.kind === 'found' ? readItems(response.json) : undefined;
    if (response.kind !== 'found' || !items) return undefined;
    const { headers } = response;
    const date = Date.parse(headers.date ?? '');
    return {
      items,
      total: numberIn(headers['x-wp-total']),
      pages: numberIn(headers['x-wp-totalpages']),
      date: Number.isNaN(date) ? undefined : date,
    };
  }

  return {
    get: (id, signal) => asOneCall(signal, (limit) => get(id, limit)),

    write: (id, standing, signal) =>
      asOneCall(signal, async (limit) => {
        const { stage, secure } = standing;
        const request = {
          method: 'PUT',
          url: itemUrl(id),
          json: { stage, secure },
        } as const;
        const response = await send(request, limit);
        if (mayBeWrittenAlready(response)) {
          const item = await get(id, limit);
          if (item?.stage === stage && item.secure === secure) return 'written';
        }
        try {
          const { kind } = readResponse(response, Date.now());
          return kind === 'not-found' ? 'gone' : 'written';
        } catch (error) {
          // The API is there, but a 404 arrives in words that are not its own.
          if (response.status === 404 && (await list({ per_page: '1' }, limit))) return 'gone';
          throw error;
        }
      }),

    find: (domain, signal) =>
      asOneCall(signal, async (limit) => {
        const found = await list({ domain, per_page: String(PAGE_SIZE) }, limit);
        const item = found?.items.find((one) => nameOf(one) === domain);
        if (item) return item;
        // If the filter is ignored, the list has other domains and may not be complete; or it is empty
        // although there is an item. An item without its domain may be the one.
        if (!found || !isWhole(found) || found.items.some((one) => one.domain === '')) {
          throw notTheApi();
        }
        return undefined;
      }),

    hasSite: (id, signal) =>
      asOneCall(signal, async (limit) => {
        const response = await ask(restUrl(options.apiUrl, `/wu/v2/site/${id}`), limit);
        if (response.kind === 'not-found') return false;
        if (isSite(response.json, id)) return true;
        throw notTheApi();
      }),

    page: (number, signal) =>
      asOneCall(signal, async (limit) => {
        const page = await list(pageQuery(number), limit);
        if (!page) throw notTheApi();
        return page;
      }),
  };
}

/** The name of an item's domain, in its canonical spelling; undefined if it cannot be mapped. */
export function nameOf(
  { domain }: Pick<DomainItem, 'domain'>,
  options = { allowSpecialUse: true },
): DomainName | undefined {
  try {
    return parseDomainName(domain, options);
  } catch (error) {
    if (error instanceof DomainNameError) return undefined;
    throw error;
  }
}

/**
 * Versions of 2025 pass all parameters to their database layer (BerlinDB), which knows number and offset;
 * later ones derive these two from page and per_page.
 */
function pageQuery(number: number): Readonly<Record<string, string>> {
  return {
    page: String(number),
    per_page: String(PAGE_SIZE),
    number: String(PAGE_SIZE),
    offset: String((number - 1) * PAGE_SIZE),
    orderby: 'id',
    order: 'ASC',
  };
}

/**
 * Ultimate Multisite answers so when it saved nothing; one possible reason is that there was nothing to
 * change (Rest_Api::update_item_rest cannot tell the two apart, since BerlinDB's update_item does not).
 */
function mayBeWrittenAlready({ status, body }: HttpResponse): boolean {
  return status === 500 && codeIn(jsonIn(body)) === 'wu_rest_domain';
}

function basic({ key, secret }: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}

/** Whether a list is complete, by its own counts. */
function isWhole({ items, total, pages }: DomainPage): boolean {
  return total === undefined ? items.length === 0 || pages === 1 : items.length === total;
}

function numberIn(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
}

function notTheApi(): MultisiteError {
  return new MultisiteError('unavailable', 'the answer is not that of Ultimate Multisite');
}
