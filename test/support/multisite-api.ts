import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { serving } from './loopback.ts';
import { type MultisiteFault, spoil } from './multisite-faults.ts';

/** A row of Ultimate Multisite's table of domains. */
export interface DomainRow {
  readonly id: number;
  readonly blog_id: number;
  readonly domain: string;
  stage: string;
  secure: boolean;
}

export interface MultisiteCall {
  readonly method: string;
  /** `/domain`, `/domain/34` */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The REST API of Ultimate Multisite on loopback. It is closed at the end of the block that declares it. */
export interface MultisiteApi extends AsyncDisposable {
  /** For MULTISITE_API_URL. */
  readonly url: string;
  /** `key:secret`, for MULTISITE_API_SECRET; a test may change which are accepted. */
  credentials: string;
  /** The time of its clock, for the header `Date`; by default the real time. */
  date?: string;
  readonly rows: Map<number, DomainRow>;
  /** The IDs of the sites that WordPress has. */
  readonly sites: Set<number>;
  readonly calls: MultisiteCall[];
  /**
   * Called on each request: may change the multisite before the answer, and returns the fault to inject, if
   * any.
   */
  onCall: (call: MultisiteCall, number: number) => MultisiteFault | undefined;
  add(domain: string, change?: Partial<DomainRow>): DomainRow;
  /** Whether the plugin that takes diagnoses is installed; by default it is not. */
  takesDiagnoses: boolean;
  /**
   * When the diagnosis that the plugin has was signed, if later than those that arrive: milliseconds since
   * the epoch.
   */
  diagnosisToldAt: () => number | undefined;
  /** The diagnoses that the plugin received, in order. */
  readonly diagnoses: { readonly domain: string; readonly body: unknown }[];
  /** The changes written to the items, in order. */
  written(): { readonly id: number; readonly body: unknown }[];
}

export interface MultisiteApiOptions {
  /** Versions of 2025 have no pages, no totals and no stage `ssl-failed`. */
  readonly version?: '2025' | '2026';
  /** A header that it does not send. */
  readonly unsaid?: string;
}

const ROOT = '/wp-json/wu/v2';

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * Answers as Ultimate Multisite 2.4.13 does, or 2.4.3: its trait Rest_Api over BerlinDB, which reads every
 * column as text, and reports an update that changes nothing as a failure.
 */
export async function multisiteApi({
  version = '2026',
  unsaid = '',
}: MultisiteApiOptions = {}): Promise<MultisiteApi> {
  const rows: MultisiteApi['rows'] = new Map();
  const sites: MultisiteApi['sites'] = new Set();
  const calls: MultisiteCall[] = [];
  const diagnoses: MultisiteApi['diagnoses'][number][] = [];
  const server = await serving(async (request, response) => {
    const call = await callIn(request);
    const [, domain] =
      /^\/wp-json\/closte-domain-sync\/v1\/domains\/(.+)$/.exec(request.url ?? '') ?? [];
    if (domain !== undefined) {
      send(response, takeDiagnosis(domain, call.body));
      return;
    }
    calls.push(call);
    const fault = api.onCall(call, calls.length);
    if (api.date !== undefined) response.setHeader('date', api.date);
    const isLetIn = request.headers.authorization === `Basic ${btoa(api.credentials)}`;
    const answer = isLetIn
      ? answerTo(call, { rows, sites }, version)
      : error(401, 'rest_forbidden');
    if (answer.headers) delete answer.headers[unsaid];
    if (fault) spoil(response, fault, answer);
    else send(response, answer);
  });

  function takeDiagnosis(domain: string, body: unknown): Answer {
    if (!api.takesDiagnoses) return error(404, 'rest_no_route');
    const told_ms = api.diagnosisToldAt();
    if (told_ms !== undefined) {
      const code = 'closte_domain_sync_replayed';
      return { status: 409, json: { code, message: '…', data: { status: 409, told_ms } } };
    }
    diagnoses.push({ domain, body });
    return { status: 204, json: undefined };
  }

  const api: MultisiteApi = {
    url: `${server.origin}/wp-json`,
    credentials: 'key:secret',
    rows,
    sites,
    calls,
    onCall: () => undefined,
    takesDiagnoses: false,
    diagnosisToldAt: () => undefined,
    diagnoses,
    add(domain, change = {}) {
      const id = Math.max(0, ...rows.keys()) + 1;
      const row = { id, blog_id: id, domain, stage: 'checking-dns', secure: false, ...change };
      rows.set(row.id, row);
      return row;
    },
    written: () =>
      calls.flatMap(({ method, path, body }) =>
        method === 'PUT' ? [{ id: Number(path.split('/').at(-1)), body }] : [],
      ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return api;
}

async function callIn(request: IncomingMessage): Promise<MultisiteCall> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
  const content = await text(request);
  return {
    method: request.method ?? '',
    path: pathname.startsWith(ROOT) ? pathname.slice(ROOT.length) : '',
    query: searchParams,
    body: content === '' ? undefined : JSON.parse(content),
  };
}

function answerTo(
  call: MultisiteCall,
  { rows, sites }: Pick<MultisiteApi, 'rows' | 'sites'>,
  version: string,
): Answer {
  const { method, path } = call;
  const [, site] = /^\/site\/(\d+)$/.exec(path) ?? [];
  if (site !== undefined) {
    return sites.has(Number(site))
      ? { status: 200, json: { id: Number(site), blog_id: site, title: 'A site' } }
      : error(404, 'wu_rest_site_invalid_id');
  }
  if (path === '/domain' && method === 'GET') return list(call.query, rows, version);
  const [, id] = /^\/domain\/(\d+)$/.exec(path) ?? [];
  if (id === undefined) return error(404, 'rest_no_route');
  const row = rows.get(Number(id));
  if (method === 'PUT' && !isStanding(call.body, version)) return error(400, 'rest_invalid_param');
  if (!row) return error(404, 'wu_rest_domain_invalid_id');
  return method === 'PUT' && isStanding(call.body, version)
    ? update(row, call.body)
    : { status: 200, json: shown(row) };
}

function list(query: URLSearchParams, rows: MultisiteApi['rows'], version: string): Answer {
  const isPaged = version === '2026';
  const perPage = Number(query.get('per_page') ?? 10);
  if (isPaged && (perPage > 100 || perPage < 1)) return error(400, 'rest_invalid_param');
  const number = isPaged ? perPage : Number(query.get('number') ?? 100);
  const offset = isPaged
    ? (Number(query.get('page') ?? 1) - 1) * perPage
    : Number(query.get('offset') ?? 0);

  const domain = query.get('domain');
  const ascending = query.get('order')?.toUpperCase() === 'ASC';
  const found = [...rows.values()]
    .filter((row) => domain === null || row.domain === domain)
    .toSorted((a, b) => (ascending ? a.id - b.id : b.id - a.id));
  const json = found.slice(offset, offset + number).map(shown);
  if (!isPaged) return { status: 200, json };
  const pages = Math.ceil(found.length / perPage);
  const headers = { 'x-wp-total': String(found.length), 'x-wp-totalpages': String(pages) };
  return { status: 200, json, headers };
}

interface Standing {
  readonly stage: string;
  readonly secure: boolean;
}

function isStanding(body: unknown, version: string): body is Standing {
  return (
    body instanceof Object &&
    'stage' in body &&
    STAGES.some((stage) => stage === body.stage) &&
    !(version === '2025' && body.stage === 'ssl-failed') &&
    'secure' in body &&
    typeof body.secure === 'boolean'
  );
}

/** BerlinDB compares text: a `false` to be written never equals the `0` that is stored. */
function update(row: DomainRow, { stage, secure }: Standing): Answer {
  if (row.stage === stage && row.secure && secure) {
    return error(500, 'wu_rest_domain', 'Something went wrong (Code 2).');
  }
  row.stage = stage;
  row.secure = secure;
  return { status: 200, json: { ...shown(row), secure } };
}

function shown({ id, blog_id, domain, stage, secure }: DomainRow) {
  return {
    id,
    blog_id: String(blog_id),
    domain,
    active: '1',
    primary_domain: '0',
    secure: secure ? '1' : '0',
    stage,
    date_created: '2026-01-01 00:00:00',
    date_modified: '2026-01-01 00:00:00',
    model: 'domain',
  };
}

function error(status: number, code: string, message = 'No.'): Answer {
  return { status, json: { code, message, data: { status } } };
}

function send(response: ServerResponse, { status, json, headers }: Answer): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(json));
}
