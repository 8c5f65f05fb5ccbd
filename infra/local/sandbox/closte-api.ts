import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { FAULTY_ANSWERS, type Fault, type FaultKind, pendingFaults } from './closte-faults.ts';

/** Where the API is on its server, as at Closte. */
export const CLOSTE_API_PATH = '/api/client';

/** A domain alias as Closte knows it. */
export interface SandboxAlias {
  readonly domain: string;
  /** Epoch milliseconds. */
  readonly addedAt: number;
}

/** A request, with all its fields except the key. */
export interface SandboxCall {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly endpoint: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface ClosteSandboxOptions {
  readonly apiKey: string;
  /** The time, in epoch milliseconds; that of the machine's clock by default. */
  readonly now?: () => number;
  /** Domains that Closte refuses, such as the host's own; none by default. */
  readonly refuses?: (domain: string) => boolean;
  /** The time from adding an alias to its certificate: at Closte 5 to 10 minutes, here 2 s by default. */
  readonly issuanceDelayMs?: number;
  /** The only one that exists of the certificate endpoints that a client may try. Default: `/installssl`. */
  readonly certificateEndpoint?: string;
  /**
   * The aliases of an earlier run, and the function that keeps them for the next: called before the answer. If it
   * throws, the alias is not changed.
   */
  readonly initialAliases?: readonly SandboxAlias[];
  readonly onChange?: (aliases: readonly SandboxAlias[]) => void;
}

export interface ClosteSandbox {
  /** For `http.createServer`; serves everything under {@link CLOSTE_API_PATH}. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly aliases: () => readonly SandboxAlias[];
  /** When Closte has the certificate for the alias, in epoch milliseconds; undefined without it. */
  readonly certificateReadyAt: (domain: string) => number | undefined;
  /** The last 1000 calls, oldest first. */
  readonly calls: readonly SandboxCall[];
  readonly addFault: (fault: Fault) => void;
  /** Carries out at once the requests that the fault `done-later` has delayed. */
  readonly carryOutLate: () => void;
  /** From now on only `apiKey` is accepted. */
  readonly rotateKey: (apiKey: string) => void;
}

const MAX_CALLS = 1000;

/** How long after its answer the fault `done-later` carries out a request: the gateway gave up before its backend did. */
const LATER_MS = 8000;

/** The faults with which the request is carried out all the same. */
const CARRIED_OUT: ReadonlySet<FaultKind> = new Set(['success-then-reset', 'done-later']);
const DONE = { success: true };
const failed = (error: string) => ({ success: false, error });

/** A stand-in for Closte's client API, with its state in memory. */
export function closteSandbox(options: ClosteSandboxOptions): ClosteSandbox {
  const { now = Date.now, refuses = () => false, issuanceDelayMs = 2000 } = options;
  const { certificateEndpoint = '/installssl', initialAliases = [], onChange } = options;
  let { apiKey } = options;
  let addedAt = new Map(initialAliases.map((alias) => [alias.domain, alias.addedAt]));
  const calls: SandboxCall[] = [];
  const faults = pendingFaults();
  const late = new Set<() => void>();

  const aliases = () => aliasesIn(addedAt);
  /** If a change cannot be kept, the state stays as it was. */
  const change = (changed: Map<string, number>) => {
    onChange?.(aliasesIn(changed));
    addedAt = changed;
  };
  const wildcardSaysOtherwise = (form: URLSearchParams) =>
    form.get('wildcard') !== (domainOf(form).startsWith('*.') ? '1' : '0');

  const endpoints: Readonly<Record<string, (form: URLSearchParams) => object>> = {
    '/adddomainalias': (form) => {
      const domain = domainOf(form);
      if (domain === '' || refuses(domain)) return failed(`Invalid or empty domain: ${domain}`);
      if (wildcardSaysOtherwise(form)) return failed('Invalid value of wildcard');
      if (addedAt.has(domain)) return failed(`Domain alias already exists: ${domain}`);
      change(new Map(addedAt).set(domain, now()));
      return DONE;
    },
    '/deletedomainalias': (form) => {
      const domain = domainOf(form);
      if (domain === '' || refuses(domain)) return failed(`Invalid or empty domain: ${domain}`);
      if (wildcardSaysOtherwise(form)) return failed('Invalid value of wildcard');
      const left = new Map(addedAt);
      if (!left.delete(domain)) return failed(`Domain alias does not exist: ${domain}`);
      change(left);
      return DONE;
    },
    [certificateEndpoint]: (form) => {
      if (form.get('type') !== 'letsencrypt') return failed('Invalid value of type');
      const known = addedAt.has(domainOf(form));
      return known ? DONE : failed(`Domain alias does not exist: ${domainOf(form)}`);
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const endpoint = endpointOf(request);
    record({ at: now(), endpoint, fields: fieldsWithoutKey(form) });

    const fault = faults.take(endpoint, domainOf(form));
    if (fault && !CARRIED_OUT.has(fault)) return FAULTY_ANSWERS[fault](response);

    const carryOut = Object.hasOwn(endpoints, endpoint) ? endpoints[endpoint] : undefined;
    if (!carryOut || !isForm(request)) return send(response, 404, failed('Not found'));
    if (form.get('apikey') !== apiKey) return send(response, 401, failed('Invalid API key'));
    const reply = fault === 'done-later' ? leaveForLater(() => carryOut(form)) : carryOut(form);
    return fault ? FAULTY_ANSWERS[fault](response) : send(response, 200, reply);
  }

  function leaveForLater(carryOut: () => void): object {
    late.add(carryOut);
    setTimeout(() => late.delete(carryOut) && carryOut(), LATER_MS).unref();
    return {};
  }

  function record(call: SandboxCall): void {
    calls.push(call);
    if (calls.length > MAX_CALLS) calls.shift();
  }

  return {
    // A client that breaks its request off gets no answer.
    handler: (request, response) => {
      answer(request, response).catch(() => response.destroy());
    },
    aliases,
    certificateReadyAt: (domain) => {
      const at = addedAt.get(domain);
      return at === undefined ? undefined : at + issuanceDelayMs;
    },
    calls,
    addFault: faults.add,
    carryOutLate: () => {
      const left = [...late];
      late.clear();
      for (const carryOut of left) carryOut();
    },
    rotateKey: (key) => {
      apiKey = key;
    },
  };
}

function aliasesIn(addedAt: ReadonlyMap<string, number>): SandboxAlias[] {
  return Array.from(addedAt, ([domain, at]) => ({ domain, addedAt: at }));
}

function domainOf(form: URLSearchParams): string {
  return form.get('domain') ?? '';
}

function endpointOf({ url = '' }: IncomingMessage): string {
  return url.startsWith(`${CLOSTE_API_PATH}/`) ? url.slice(CLOSTE_API_PATH.length) : url;
}

function isForm({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  );
}

function fieldsWithoutKey(form: URLSearchParams): Record<string, string> {
  const fields = Object.fromEntries(form);
  delete fields.apikey;
  return fields;
}

function send(response: ServerResponse, status: number, reply: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
}
