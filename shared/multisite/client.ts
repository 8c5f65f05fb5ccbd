import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { type DomainName, DomainNameError, parseDomainName } from '../domain-name.ts';
import {
  ConnectionError,
  exchange,
  type HttpRequest,
  type HttpResponse,
} from '../http/exchange.ts';
import type { Stage } from '../lifecycle/stage.ts';
import type { Credentials, MultisiteCredentials } from '../settings/multisite-credentials.ts';
import { SecretError } from '../settings/secret.ts';
import { type DomainItem, readItem, readItems } from './domain-item.ts';
import { MultisiteError } from './failure.ts';
import { codeIn, jsonIn, type RestResponse, readResponse } from './rest-response.ts';
import { restUrl } from './rest-url.ts';

/** Where a domain stands, as it is written to its record. */
export interface Standing {
  readonly stage: Stage;
  /** Whether the site may be forced to HTTPS under it. */
  readonly secure: boolean;
}

/** A page of the domain records that were asked for. */
export interface DomainPage {
  readonly items: readonly DomainItem[];
  /** How many records and pages there are; versions of 2025 do not say. */
  readonly total: number | undefined;
  readonly pages: number | undefined;
  /** The multisite's own clock, to the second; undefined if it does not tell. */
  readonly date: number | undefined;
}

/**
 * Ultimate Multisite's domain records, through its REST API. Everything may be repeated. Whatever
 * goes wrong is a MultisiteError, except that a call whose signal aborts ends at once with the
 * signal's reason.
 */
export interface Multisite {
  /** Writes where a domain stands to the record with this id; `gone` if there is none. */
  write(id: number, standing: Standing, signal: AbortSignal): Promise<'written' | 'gone'>;
  /** The record with this id. */
  get(id: number, signal: AbortSignal): Promise<DomainItem | undefined>;
  /** The record of this domain. */
  find(domain: DomainName, signal: AbortSignal): Promise<DomainItem | undefined>;
  /** A page of all records, in the order of their ids, so that new ones come last; the first is 1. */
  page(number: number, signal: AbortSignal): Promise<DomainPage>;
}

export interface MultisiteOptions {
  /** `https://network.example.com/wp-json`, or one that ends with `?rest_route=`. */
  readonly apiUrl: string;
  readonly credentials: MultisiteCredentials;
  /** For a whole call; 10 s by default, so that a claim on a domain outlasts it. */
  readonly timeoutMs?: number;
}

/** The most that the REST API gives at once. */
export const PAGE_SIZE = 100;

export function multisiteClient(options: MultisiteOptions): Multisite {
  const { credentials, timeoutMs = 10_000 } = options;
  const records = (query?: Readonly<Record<string, string>>) =>
    restUrl(options.apiUrl, '/wu/v2/domain', query);
  const recordOf = (id: number) => restUrl(options.apiUrl, `/wu/v2/domain/${id}`);

  const late = () => new MultisiteError('unavailable', `no answer within ${timeoutMs / 1000} s`);
  /** All that one call of a method does, in the time that it has. */
  const asOneCall = <T>(signal: AbortSignal, work: (limit: AbortSignal) => Promise<T>) =>
    withTimeout(timeoutMs, work, late, signal);

  /** Sends it with the current credentials and, if they are refused, once more with the new ones. */
  async function send(request: HttpRequest, limit: AbortSignal): Promise<HttpResponse> {
    const sendWith = (used: Credentials) =>
      connected(() => exchange({ ...request, headers: basic(used) }, limit));
    const used = await readable(limit, () => credentials.current());
    const response = await sendWith(used);
    if (response.status !== 401 && response.status !== 403) return response;
    const replacement = await readable(limit, () => credentials.replacementFor(used));
    return replacement === undefined ? response : sendWith(replacement);
  }

  async function ask(url: string, limit: AbortSignal): Promise<RestResponse> {
    return readResponse(await send({ method: 'GET', url }, limit), Date.now());
  }

  async function get(id: number, limit: AbortSignal): Promise<DomainItem | undefined> {
    const response = await ask(recordOf(id), limit);
    if (response.kind === 'not-found') return undefined;
    const item = readItem(response.json);
    if (item?.id === id) return item;
    throw notTheApi();
  }

  /** What the list of the domains shows for a query; undefined if that is no such list. */
  async function list(
    query: Readonly<Record<string, string>>,
    limit: AbortSignal,
  ): Promise<DomainPage | undefined> {
    const response = await ask(records(query), limit);
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
          url: recordOf(id),
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
          // A 404 in other words than the API's own, though that is there.
          if (response.status === 404 && (await list({ per_page: '1' }, limit))) return 'gone';
          throw error;
        }
      }),

    find: (domain, signal) =>
      asOneCall(signal, async (limit) => {
        const found = await list({ domain, per_page: String(PAGE_SIZE) }, limit);
        const item = found?.items.find((one) => nameOf(one) === domain);
        if (item) return item;
        // Others, if the filter is not heeded, and maybe not all; or none, though there is one.
        if (!found || !isWhole(found)) throw notTheApi();
        return undefined;
      }),

    page: (number, signal) =>
      asOneCall(signal, async (limit) => {
        const page = await list(pageQuery(number), limit);
        if (!page) throw notTheApi();
        return page;
      }),
  };
}

/** The name of a record's domain, in its one spelling; undefined if it is none that can be mapped. */
export function nameOf(
  { domain }: DomainItem,
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
 * Versions of 2025 hand all parameters to their database layer (BerlinDB), which knows number
 * and offset; later ones set these two from page and per_page.
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
 * Ultimate Multisite answers so when it saved nothing, and for one because nothing was to be changed
 * (Rest_Api::update_item_rest, where BerlinDB's update_item tells no difference between the two).
 */
function mayBeWrittenAlready({ status, body }: HttpResponse): boolean {
  return status === 500 && codeIn(jsonIn(body)) === 'wu_rest_domain';
}

function basic({ key, secret }: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}

/** Whether a list shows all that there is, by what it says of itself. */
function isWhole({ items, total, pages }: DomainPage): boolean {
  return total === undefined ? items.length === 0 || pages === 1 : items.length === total;
}

function numberIn(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
}

function notTheApi(): MultisiteError {
  return new MultisiteError('unavailable', 'the answer is not that of Ultimate Multisite');
}

async function connected(work: () => Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new MultisiteError('unavailable', error.message, undefined, error.mayHaveArrived);
  }
}

/** The credentials, read under the same limit and with the same errors as everything else. */
async function readable<T>(limit: AbortSignal, read: () => Promise<T>): Promise<T> {
  limit.throwIfAborted();
  try {
    return await raceAbort(read(), limit);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw new MultisiteError('unavailable', error.message, undefined, false);
  }
}
