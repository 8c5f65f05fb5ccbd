import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { pino } from 'pino';
import sinon from 'sinon';
import { type DnsServer, dnsServer } from '../../../infra/local/sandbox/dns-server.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { openEngine } from '../../../shared/engine/open-engine.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { proofOf } from '../../../shared/verification/proof/prove.ts';

const shop = parseDomainName('shop.example.com');
const signal = new AbortController().signal;
const PUBLIC = '34.149.7.7';

/**
 * DNS rebinding: a record with one value when it is judged and another when it is used. As in the engine, the
 * certificate check and the proof get the addresses that the DNS check has found.
 */
describe('a record that changes between the check and the connection', () => {
  let listener: { readonly port: number; connections(): number; close(): void };
  let server: DnsServer;
  before(async () => {
    let connections = 0;
    const tcp = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end();
    });
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const address = tcp.address();
    assert.ok(address !== null && typeof address === 'object');
    const { port } = address;
    listener = { port, connections: () => connections, close: () => tcp.close() };
  });
  after(() => listener.close());
  afterEach(async () => {
    sinon.restore();
    await server.close();
  });

  let change = () => {};
  /** Answers `first` until `change`, and `then` afterwards. */
  async function rebinding(first: string, then: string) {
    let value = first;
    change = () => {
      value = then;
    };
    server = await dnsServer({
      resolve: (name, type) => ({
        code: 'NOERROR',
        records: type === 'A' && name === shop ? [{ name, type, value }] : [],
      }),
    });
  }

  async function look(network: string, allowPrivate: boolean): Promise<readonly string[]> {
    const port = String(listener.port);
    const settings = readSettings({
      STORE: 'sqlite::memory:',
      NETWORK_ADDRESSES: network,
      DNS_SERVERS: server.server,
      TLS_PORT: port,
      HTTP_PORT: port,
      ALLOW_PRIVATE_ADDRESSES: String(allowPrivate),
    });
    const engine = await openEngine(settings, async () => {}, pino({ level: 'silent' }));
    const { checkDns, checkCertificate } = engine.effects.openPass();
    const { addresses } = await checkDns(shop, { addresses: [network] }, signal);
    change();
    await checkCertificate(shop, addresses, signal);
    const { httpPort, tlsPort, allowPrivateAddresses } = settings;
    const options = { secret: 's', httpPort, tlsPort, allowPrivateAddresses, signal };
    await proofOf(shop, addresses, options);
    await engine.store.close();
    return addresses;
  }

  /**
   * Records the addresses that are connected to at the web ports; no test connects to the public Internet.
   */
  function notedConnections({ goThrough }: { readonly goThrough: boolean }): string[] {
    const noted: string[] = [];
    const real = Socket.prototype.connect;
    sinon.stub(Socket.prototype, 'connect').callsFake(function (this: Socket, ...args: unknown[]) {
      const [options] = Array.isArray(args[0]) ? args[0] : args;
      const { host, port } = Object(options);
      if (Number(port) === listener.port) noted.push(String(host));
      if (goThrough) return Reflect.apply(real, this, args);
      queueMicrotask(() => this.destroy(Object.assign(new Error(), { code: 'ECONNREFUSED' })));
      return this;
    });
    return noted;
  }

  it('has no effect: the connection goes to the address that was judged', async () => {
    await rebinding(PUBLIC, '127.0.0.1');
    const noted = notedConnections({ goThrough: false });
    assert.deepEqual(await look(PUBLIC, false), [PUBLIC]);
    // Once for the certificate, and for the proof by HTTP and by HTTPS.
    assert.deepEqual(noted, [PUBLIC, PUBLIC, PUBLIC]);
    assert.equal(listener.connections(), 0);
  });

  it('is not waited for if it leads to an internal address at first', async () => {
    await rebinding('127.0.0.1', PUBLIC);
    const noted = notedConnections({ goThrough: false });
    await look(PUBLIC, false);
    assert.deepEqual(noted, []);
  });

  it('does not lead to a listener on this machine that was not judged', async () => {
    await rebinding('127.0.0.77', '127.0.0.1');
    const noted = notedConnections({ goThrough: true });
    assert.deepEqual(await look('127.0.0.77', true), ['127.0.0.77']);
    assert.deepEqual([...new Set(noted)], ['127.0.0.77']);
    assert.equal(listener.connections(), 0);
  });

  it('leads to a listener that was judged, which shows that the tests above can fail', async () => {
    await rebinding('127.0.0.1', '127.0.0.77');
    await look('127.0.0.1', true);
    assert.ok(listener.connections() > 0);
  });
});
