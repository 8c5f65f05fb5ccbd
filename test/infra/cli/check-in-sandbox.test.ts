import assert from 'node:assert/strict';
import { isOfTheWorld } from '../../../infra/cli/sandbox-world.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { serving } from '../../support/loopback.ts';
import { inStage, publish, type System, type Systems, systems } from '../local/running-system.ts';
import { type Workplace, workplace } from './cli.ts';

describe('closte-domains check, while npm start runs its sandbox', () => {
  let own: Systems;
  let system: System;
  let place: Workplace;
  /** The settings by which the tool finds the system, like `publish`. */
  let PORT: string;

  before(async () => {
    own = systems();
    place = await workplace();
    system = await own.started({ SANDBOX_ISSUANCE_SECONDS: '0' });
    PORT = new URL(system.origin).port;
    await publish(system.origin, 'domain.created', 'shop.example.com');
    await inStage(system, 'shop.example.com', 'done');
    await fetch(`${system.origin}/sandbox/dns/stray.example.com`, {
      method: 'PUT',
      body: '{"a":["198.51.100.9"]}',
    });
  });
  after(async () => {
    await own[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  it('looks at the DNS and the certificates of the sandbox, and says so', async () => {
    const { code, stdout, stderr } = await place.cli(['check', 'shop.example.com'], { PORT });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^Must point at +network\.example\.com/m);
    assert.match(stdout, /issued by .*Closte Domain Sync Sandbox/);
    assert.equal(
      stderr,
      `This is about the sandbox at ${system.origin}; for the real DNS, give --network-domain or --network-address.\n`,
    );
  });

  it('shows what is wrong there', async () => {
    const { code, stdout } = await place.cli(['check', 'stray.example.com', '--json'], { PORT });
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout).addresses, ['198.51.100.9']);
  });

  it('finds a sandbox at another address by --sandbox', async () => {
    const { code, stdout } = await place.cli([
      'check',
      'shop.example.com',
      '--sandbox',
      `${system.origin}/`,
    ]);
    assert.equal(code, 0, stdout);
  });

  it('exits with 1 if there is no sandbox at the given address', async () => {
    await using other = await serving((_, response) => response.writeHead(404).end());
    for (const origin of [other.origin, 'http://127.0.0.1:1']) {
      const { code, stderr } = await place.cli(['check', 'shop.example.com', '--sandbox', origin]);
      assert.equal(code, 1);
      assert.equal(
        stderr,
        `There is no sandbox at ${origin}. Start the system with "npm start", without a key.\n`,
      );
    }
  });

  it('exits with 2 if the address is not a URL', async () => {
    const { code, stderr } = await place.cli(['check', 'shop.example.com', '--sandbox', 'here']);
    assert.equal(code, 2);
    assert.match(stderr, /--sandbox must be a URL such as http:.*, not "here"/);
  });

  it('does not use the sandbox if the network and resolvers are given', async () => {
    const given = { DNS_SERVERS: '127.0.0.1:1', PORT };
    const args = ['check', 'shop.example.com', '--network-address', '127.0.0.1'];
    const { stdout, stderr } = await place.cli(args, given);
    assert.ok(!stderr.includes('sandbox'), stderr);
    assert.doesNotMatch(stdout, /Sandbox/);
  });
});

describe('the settings are those of the real world', () => {
  const settings: [environment: Record<string, string>, real: boolean][] = [
    [{}, false],
    [{ DNS_MAX_TRIES: '3' }, false],
    [{ CLOSTE_CLIENT_API_KEY: 'real-key' }, true],
    [{ CLOSTE_API_KEY_SECRET: 'projects/p/secrets/s/versions/latest' }, true],
    [{ NETWORK_DOMAIN: 'network.example.com' }, true],
    [{ NETWORK_ADDRESSES: '203.0.113.7' }, true],
    [{ DNS_SERVERS: '9.9.9.9' }, true],
  ];
  for (const [environment, real] of settings) {
    it(`${real ? 'with' : 'not with'} ${JSON.stringify(environment)}`, () => {
      assert.equal(isOfTheWorld(readSettings(environment)), real);
    });
  }
});
