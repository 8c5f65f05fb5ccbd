import assert from 'node:assert/strict';
import { type Concerning, startingConcerns } from '../../../infra/local/starting-concerns.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type Outside, startOutside } from '../../support/outside.ts';

describe('the warnings for somebody who has just started the system', () => {
  let outside: Outside;
  before(async () => {
    outside = await startOutside();
    outside.zone.set('proxied.example.net', 'A 104.16.132.229');
    outside.zone.set('direct.example.net', 'A 127.0.0.1');
  });
  after(() => outside.close());

  async function concerns(
    settings: Readonly<Record<string, string>>,
    rest: Partial<Concerning> = {},
  ): Promise<string> {
    const environment = { ...outside.environment, NETWORK_ADDRESSES: '', ...settings };
    const all = startingConcerns({
      settings: readSettings(environment),
      host: '127.0.0.1',
      usesSandbox: false,
      told: {},
      now: Date.now(),
      ...rest,
    });
    return (await Promise.all(all)).filter((one) => one !== undefined).join('\n');
  }

  it('are none if everything is well', async () => {
    assert.equal(await concerns({ NETWORK_DOMAIN: 'direct.example.net' }), '');
  });

  it('include a network behind a proxy, without an address to point at', async () => {
    assert.equal(
      await concerns({ NETWORK_DOMAIN: 'proxied.example.net' }),
      'The network (proxied.example.net) is behind Cloudflare: no domain can point at the addresses of a proxy (104.16.132.229). Set NETWORK_ADDRESSES to the addresses of the host itself: until then, people can be told to create CNAME records only.',
    );
  });

  it('do not include that if the address of the host is set', async () => {
    const settings = { NETWORK_DOMAIN: 'proxied.example.net', NETWORK_ADDRESSES: '127.0.0.1' };
    assert.equal(await concerns(settings), '');
  });

  it('do not concern the real network in the sandbox', async () => {
    const settings = { NETWORK_DOMAIN: 'proxied.example.net' };
    assert.equal(await concerns(settings, { usesSandbox: true }), '');
  });

  it('include an unknown network', async () => {
    assert.match(await concerns({}), /^No setting says what mapped domains must point at/);
  });

  it('include an address that others can reach', async () => {
    const settings = { NETWORK_DOMAIN: 'direct.example.net' };
    assert.match(
      await concerns(settings, { host: '0.0.0.0' }),
      /^Anybody who can reach 0\.0\.0\.0/,
    );
  });

  it('include a refused key', async () => {
    const settings = { NETWORK_DOMAIN: 'direct.example.net', CLOSTE_CLIENT_API_KEY: 'another' };
    assert.match(await concerns(settings), /^Closte refuses the API key/);
  });
});
