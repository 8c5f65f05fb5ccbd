import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import sinon from 'sinon';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { isPublicAddress } from '../../../shared/verification/address.ts';
import { handshake } from '../../../shared/verification/certificate/handshake.ts';
import { openTcp, openTls } from '../../../shared/verification/connection.ts';
import { proofOf } from '../../../shared/verification/proof/prove.ts';
import { spoken } from '../../support/told.ts';

const shop = parseDomainName('shop.example.com');
const signal = new AbortController().signal;

/** The ways in which a customer's record could name an internal machine. */
const INSIDE = {
  'loopback, in every spelling': [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.000.000.001',
    '0177.0.0.1',
    '0177.0.0.01',
    '017700000001',
    '0x7f.1',
    '0x7f.0.0.1',
    '0X7F.0.0.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1.',
    ' 127.0.0.1',
    '127.0.0.1 ',
    '127.0.0.1\n',
    '127.0.0.1\u0000.example.com',
    '127.0.0.1:443',
    '127.0.0.1/8',
    '127.0.0.1%lo',
    '１２７.0.0.1',
    '127。0。0。1',
    '127.255.255.254',
    'localhost',
    'localhost.',
    'localhost.localdomain',
    '::1',
    '[::1]',
    '::1%lo',
    '0:0:0:0:0:0:0:1',
    '0000:0000:0000:0000:0000:0000:0000:0001',
    '0::1',
    '::0.0.0.1',
  ],
  unspecified: ['0.0.0.0', '0', '0x0', '00.0.0.0', '::', '0:0:0:0:0:0:0:0', '::0.0.0.0', ''],
  'IPv4-mapped': [
    '::ffff:127.0.0.1',
    '::FFFF:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:7f00:0001',
    '0:0:0:0:0:ffff:127.0.0.1',
    '0000:0000:0000:0000:0000:ffff:7f00:0001',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:8.8.8.8',
    '[::ffff:127.0.0.1]',
  ],
  'IPv4-compatible, and translated': [
    '::127.0.0.1',
    '::7f00:1',
    '::10.0.0.1',
    '::ffff:0:127.0.0.1',
  ],
  NAT64: [
    '64:ff9b::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:FF9B::7F00:1',
    '0064:ff9b:0000:0000:0000:0000:7f00:0001',
    '64:ff9b::169.254.169.254',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::127.0.0.1',
    '64:ff9b:1:fffe::a00:1',
  ],
  '6to4, Teredo, ISATAP': [
    '2002:7f00:1::',
    '2002:7f00:0001::1',
    '2002:a00:1::1',
    '2002:c0a8:101::1',
    '2002:a9fe:a9fe::1',
    '2002:808:808::1',
    '2001:0:7f00:1::1',
    '2001:0000:4136:e378:8000:63bf:80ff:fffe',
    '2600::5efe:127.0.0.1',
    '2600:1:2:3:0:5efe:7f00:1',
    '2600:1:2:3:0200:5EFE:10.0.0.1',
    'fe80::5efe:127.0.0.1',
  ],
  'private use': [
    '10.0.0.1',
    '10.1',
    '012.0.0.1',
    '0xa000001',
    '167772161',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.1',
    '0xc0.0xa8.0.1',
    '3232235521',
    'fc00::1',
    'fd00::1',
    'FD12:3456:789A::1',
    'fec0::1',
  ],
  'link-local': ['169.254.0.1', '169.254.1', 'fe80::1', 'FE80::1', 'fe80::1%eth0', 'febf::1%2'],
  'metadata of clouds': [
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.43518',
    'metadata.google.internal',
    'fd20:ce::254',
    '169.254.170.2',
    'fd00:ec2::254',
    'fe80::a9fe:a9fe',
    '168.63.129.16',
    '192.0.0.192',
    '100.100.100.200',
    '169.254.42.42',
    'fd00:42::42',
    '169.254.0.23',
  ],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'protocols, benchmarking, documentation': [
    '192.0.0.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '192.0.2.1',
    '198.51.100.9',
    '203.0.113.7',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '5f00::1',
  ],
  'multicast, reserved, broadcast': [
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '4294967295',
    'ff02::1',
    'FF0E::1',
    '4000::1',
    'f000::1',
  ],
};

describe('a connection to the target of a record', () => {
  /** Every connection to this machine, in either family. */
  let listener: { readonly port: number; connections(): number; close(): void };
  before(async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end();
    });
    server.listen(0, '::');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const { port } = address;
    listener = { port, connections: () => connections, close: () => server.close() };
  });
  after(() => listener.close());
  afterEach(() => sinon.restore());

  for (const [what, addresses] of Object.entries(INSIDE)) {
    describe(`is refused for internal addresses: ${what}`, () => {
      for (const address of addresses) {
        it(JSON.stringify(address), async () => {
          const connecting = sinon.spy(Socket.prototype, 'connect');
          const { port } = listener;
          const before = listener.connections();
          assert.equal(isPublicAddress(address), false);
          assert.equal(openTcp({ address, port }, false), undefined);
          assert.equal(openTls({ address, port, serverName: shop }, false), undefined);
          assert.deepEqual(
            spoken(
              await handshake(
                { address, port, serverName: shop },
                { allowPrivateAddresses: false, signal, timeoutMs: 60_000 },
              ),
            ),
            { kind: 'unreachable', reason: 'it is not on the public Internet' },
          );
          assert.equal(await proof([address], false), 'silent');
          assert.equal(connecting.callCount, 0);
          assert.equal(listener.connections(), before);
        });
      }
    });
  }

  it('is refused for at least 40 spellings', () => {
    assert.ok(Object.values(INSIDE).flat().length >= 40);
  });

  it('is refused for a name even if private addresses are allowed', () => {
    for (const address of ['localhost', '127.1', '0x7f000001', '2130706433', '::1%lo', '']) {
      assert.equal(openTcp({ address, port: listener.port }, true), undefined, address);
    }
  });

  function proof(addresses: readonly string[], allowPrivateAddresses: boolean) {
    const { port } = listener;
    const options = { secret: 's', httpPort: port, tlsPort: port, allowPrivateAddresses, signal };
    return proofOf(shop, addresses, { ...options, timeoutMs: 60_000 });
  }

  it('makes no look-up', async () => {
    const asked = (name: string) => assert.fail(`${name} is looked up`);
    const lookup = sinon.stub(dns, 'lookup').callsFake(asked);
    const promised = sinon.stub(dns.promises, 'lookup').callsFake(asked);
    const before = listener.connections();
    const { port } = listener;
    await handshake(
      { address: '127.0.0.1', port, serverName: shop },
      { allowPrivateAddresses: true, signal, timeoutMs: 60_000 },
    );
    await proof(['127.0.0.1', '::1'], true);
    assert.ok(listener.connections() >= before + 3);
    assert.equal(lookup.callCount + promised.callCount, 0);
  });
});
