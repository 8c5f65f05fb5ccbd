import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type Listening, listen } from '../../../../infra/local/listening.ts';
import { openSandbox, type Sandbox } from '../../../../infra/local/sandbox/sandbox.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { dnsPasses } from '../../../../shared/verification/dns/open-dns.ts';

const NEVER = new AbortController().signal;
const SHOP = 'shop.example.com';

describe('the sandbox', () => {
  let directory: string;
  let server: Listening;
  let sandbox: Sandbox;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(directory, { recursive: true });
  });

  async function open(issuanceDelayMs = 0): Promise<void> {
    sandbox = await openSandbox({
      directory,
      networkDomain: 'network.example.com',
      networkAddresses: ['127.0.0.1', '::1'],
      issuanceDelayMs,
    });
    server = await listen('127.0.0.1', 0);
    server.serve(sandbox.handler);
  }

  async function close(): Promise<void> {
    await server[Symbol.asyncDispose]();
    await sandbox[Symbol.asyncDispose]();
  }

  async function restart(issuanceDelayMs = 0): Promise<void> {
    await close();
    await open(issuanceDelayMs);
  }

  async function ask(method: string, path: string, body?: unknown) {
    const response = await fetch(server.origin + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Calls the stand-in for Closte at the address in the settings. */
  async function askCloste(endpoint: string, domain: string) {
    const { CLOSTE_API_URL, CLOSTE_CLIENT_API_KEY = '' } = sandbox.environment(server.origin);
    const wildcard = domain.startsWith('*.') ? '1' : '0';
    const response = await fetch(`${CLOSTE_API_URL}${endpoint}`, {
      method: 'POST',
      body: new URLSearchParams({ apikey: CLOSTE_CLIENT_API_KEY, domain, wildcard }),
    });
    return response.json();
  }

  /** Without a cache. */
  async function lookUp(name: string, type: 'A' | 'AAAA' | 'CNAME' = 'A') {
    const { DNS_SERVERS = '' } = sandbox.environment(server.origin);
    const dns = dnsPasses({ servers: [DNS_SERVERS], allowPrivateAddresses: true })();
    const answer = await dns.resolve(name, type, NEVER);
    return answer.kind === 'records'
      ? { kind: answer.kind, values: answer.values }
      : { kind: answer.kind };
  }

  /** Whether a client that trusts the sandbox is shown a certificate for the name. */
  async function hasCertificate(name: string): Promise<boolean> {
    const port = Number(sandbox.environment(server.origin).TLS_PORT);
    const ca = sandbox.rootCertificatePem;
    const socket = connect({ host: '127.0.0.1', port, servername: name, ca });
    try {
      await once(socket, 'secureConnect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  it("stands in for Closte's API", async () => {
    assert.deepEqual(await askCloste('/adddomainalias', SHOP), { success: true });
    assert.deepEqual(
      sandbox.closte.aliases().map(({ domain }) => domain),
      [SHOP],
    );
  });

  it('makes every name point at the network', async () => {
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['127.0.0.1'] });
    assert.deepEqual(await lookUp('anything.test', 'AAAA'), { kind: 'records', values: ['::1'] });
    assert.deepEqual(await lookUp(SHOP, 'CNAME'), { kind: 'no-data' });
  });

  it('lets a name have records of its own, and removes them again', async () => {
    await ask('PUT', `/sandbox/dns/${SHOP}`, { a: ['198.51.100.9'] });
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['198.51.100.9'] });
    assert.deepEqual(await lookUp(SHOP, 'AAAA'), { kind: 'no-data' });
    await ask('DELETE', `/sandbox/dns/${SHOP}`);
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['127.0.0.1'] });
  });

  it('lets a name not exist', async () => {
    await ask('PUT', `/sandbox/dns/${SHOP}`, { nxdomain: true });
    assert.deepEqual(await lookUp(SHOP), { kind: 'no-name' });
  });

  it('answers for all names under a wildcard, except those with records of their own', async () => {
    await ask('PUT', '/sandbox/dns/*.example.com', { nxdomain: true });
    await ask('PUT', `/sandbox/dns/${SHOP}`, { a: ['198.51.100.9'] });
    assert.deepEqual(await lookUp('blog.example.com'), { kind: 'no-name' });
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['198.51.100.9'] });
  });

  it('knows a name in any spelling', async () => {
    await ask('PUT', `/sandbox/dns/${encodeURIComponent('BÜCHER.example.com')}`, {
      nxdomain: true,
    });
    const name = parseDomainName('bücher.example.com');
    assert.deepEqual(await lookUp(name), { kind: 'no-name' });
  });

  it('shows a certificate for an alias, but not before it is added', async () => {
    assert.equal(await hasCertificate(SHOP), false);
    await askCloste('/adddomainalias', SHOP);
    assert.equal(await hasCertificate(SHOP), true);
  });

  it('shows a certificate only after the time of its issuance', async () => {
    await restart(3_600_000);
    await askCloste('/adddomainalias', SHOP);
    assert.equal(await hasCertificate(SHOP), false);
  });

  it('shows the certificate of a wildcard for the names under it, one label deep', async () => {
    await askCloste('/adddomainalias', '*.example.org');
    assert.equal(await hasCertificate('shop.example.org'), true);
    assert.equal(await hasCertificate('a.shop.example.org'), false);
    assert.equal(await hasCertificate('example.org'), false);
  });

  it('refuses the given domains, and serves them nevertheless', async () => {
    await ask('PUT', '/sandbox/refusals', { domains: [SHOP] });
    assert.deepEqual(await askCloste('/adddomainalias', SHOP), {
      success: false,
      error: `Invalid or empty domain: ${SHOP}`,
    });
    assert.equal(await hasCertificate(SHOP), true);
  });

  it("serves the network's own names", async () => {
    assert.equal(await hasCertificate('network.example.com'), true);
    assert.equal(await hasCertificate('blog.network.example.com'), true);
  });

  it('fails on request', async () => {
    const fault = { kind: 'not-json', endpoint: '/adddomainalias', domain: SHOP };
    assert.deepEqual(await ask('POST', '/sandbox/faults', fault), {
      status: 200,
      body: { done: true },
    });
    await assert.rejects(askCloste('/adddomainalias', SHOP), SyntaxError);
    assert.deepEqual(await askCloste('/adddomainalias', SHOP), { success: true });
  });

  it('shows all of its state', async () => {
    await askCloste('/adddomainalias', SHOP);
    await ask('PUT', '/sandbox/dns/example.org', { nxdomain: true });
    await ask('PUT', '/sandbox/refusals', { domains: ['example.net'] });
    await ask('POST', '/sandbox/faults', { kind: 'hang', times: 2 });
    const [alias] = sandbox.closte.aliases();
    const addedAt = new Date(alias?.addedAt ?? 0).toISOString();
    assert.deepEqual(await ask('GET', '/sandbox'), {
      status: 200,
      body: {
        aliases: [{ domain: SHOP, addedAt }],
        certificates: [{ domain: SHOP, readyAt: addedAt, ready: true }],
        refusals: ['example.net'],
        dns: { 'example.org': { nxdomain: true } },
        latestCalls: { '/adddomainalias': 1 },
        faults: [{ kind: 'hang', times: 2 }],
      },
    });
  });

  it('has the same state after a restart, including its authority', async () => {
    await askCloste('/adddomainalias', SHOP);
    await ask('PUT', `/sandbox/dns/${SHOP}`, { a: ['198.51.100.9'] });
    await ask('PUT', '/sandbox/refusals', { domains: ['example.net'] });
    const before = { root: sandbox.rootCertificatePem, aliases: sandbox.closte.aliases() };
    await restart();
    assert.deepEqual(
      { root: sandbox.rootCertificatePem, aliases: sandbox.closte.aliases() },
      before,
    );
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['198.51.100.9'] });
    const refused = await askCloste('/adddomainalias', 'example.net');
    assert.deepEqual(refused, { success: false, error: 'Invalid or empty domain: example.net' });
  });

  it('has no alias that it could not store', async () => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    await assert.rejects(askCloste('/adddomainalias', SHOP));
    assert.deepEqual(sandbox.closte.aliases(), []);
    const { status } = await ask('PUT', `/sandbox/dns/${SHOP}`, { nxdomain: true });
    assert.equal(status, 500);
    assert.deepEqual(await lookUp(SHOP), { kind: 'records', values: ['127.0.0.1'] });
  });

  it('names the file if that is not its state', async () => {
    const file = join(directory, 'sandbox.json');
    writeFileSync(file, '{"aliases":1}');
    const options = {
      directory,
      networkDomain: 'network.example.com',
      networkAddresses: [],
      issuanceDelayMs: 0,
    };
    await assert.rejects(openSandbox(options), (error) => String(error).includes(file));
  });

  const invalid: [
    request: [method: string, path: string, body?: unknown],
    field: string,
    message: RegExp,
  ][] = [
    [['PUT', '/sandbox/dns/shop_1.example.com', { nxdomain: true }], 'name', /underscore/],
    [['PUT', '/sandbox/dns/%ff', { nxdomain: true }], 'name', /encoded/],
    [['DELETE', '/sandbox/dns/10.0.0.1'], 'name', /IP address/],
    [['PUT', `/sandbox/dns/${SHOP}`], 'body', /JSON/],
    [['PUT', `/sandbox/dns/${SHOP}`, { a: '198.51.100.9' }], 'body', /"a":\["198\.51\.100\.9"\]/],
    [['PUT', `/sandbox/dns/${SHOP}`, { a: ['198.51.100.9', 'x'] }], 'a.1', /IPv4/],
    [['PUT', `/sandbox/dns/${SHOP}`, { aaaa: ['198.51.100.9'] }], 'aaaa.0', /IPv6/],
    [['PUT', '/sandbox/refusals', {}], 'domains', /missing/],
    [['PUT', '/sandbox/refusals', { domains: SHOP }], 'domains', /list/],
    [['PUT', '/sandbox/refusals', { domains: ['example.com', ''] }], 'domains.1', /empty/],
    [['PUT', '/sandbox/refusals', { domains: [], domain: 'x' }], 'domain', /not known/],
    [['POST', '/sandbox/faults', {}], 'kind', /missing/],
    [['POST', '/sandbox/faults', { kind: 'fire' }], 'kind', /one of error-500, /],
    [['POST', '/sandbox/faults', { kind: 'hang', times: 0 }], 'times', /1 or more/],
    [['POST', '/sandbox/faults', { kind: 'hang', domain: '..' }], 'domain', /empty label/],
    [['POST', '/sandbox/faults', { kind: 'hang', endpoint: 'ssl' }], 'endpoint', /begin with/],
  ];
  for (const [[method, path, body], field, message] of invalid) {
    it(`refuses ${method} ${path} ${JSON.stringify(body) ?? ''}, and names ${field}`, async () => {
      const answer = await ask(method, path, body);
      assert.equal(answer.status, 400);
      const { error } = Object(answer.body);
      assert.equal(error.field, field);
      assert.match(error.message, message);
    });
  }

  it('lists its paths at an unknown one', async () => {
    const { status, body } = await ask('GET', '/sandbox/dns');
    assert.equal(status, 404);
    assert.match(JSON.stringify(body), /there is only GET \/sandbox,/);
  });
});
