import assert from 'node:assert/strict';
import { policyOf } from '../../../shared/engine/policy.ts';
import { readSettings } from '../../../shared/settings/settings.ts';

const by = { occurredAt: 1, id: 'a' };
const told = {
  network: { value: { domain: 'told.example.com', addresses: ['203.0.113.9'] }, by },
  dnsCheckInterval: { value: 60, by },
};

describe('the policy', () => {
  it('combines the network of the environment with the one from the multisite’s events', () => {
    const alsoRight = ['203.0.113.9'];
    const addresses = readSettings({ NETWORK_ADDRESSES: '203.0.113.7' });
    assert.deepEqual(policyOf(addresses, told, 0).network, {
      domain: 'told.example.com',
      addresses: ['203.0.113.7'],
      alsoRight,
    });
    const domain = readSettings({ NETWORK_DOMAIN: 'network.example.com' });
    assert.deepEqual(policyOf(domain, told, 0).network, {
      domain: 'network.example.com',
      addresses: [],
      alsoRight,
    });
    assert.deepEqual(policyOf(domain, {}, 0).network, {
      domain: 'network.example.com',
      addresses: [],
    });
  });

  it('takes the network from either if the other says nothing', () => {
    assert.deepEqual(policyOf(readSettings({}), told, 0).network, {
      domain: 'told.example.com',
      addresses: [],
      alsoRight: ['203.0.113.9'],
    });
    assert.deepEqual(policyOf(readSettings({}), {}, 0).network, { addresses: [] });
  });

  it('takes the check interval from the multisite’s events, or else from the environment', () => {
    const settings = readSettings({ DNS_CHECK_INTERVAL: '120', DNS_MAX_TRIES: '3' });
    assert.deepEqual(policyOf(settings, told, 0).limits, {
      checkIntervalMs: 60_000,
      dnsMaxTries: 3,
      sslMaxTries: 20,
    });
    assert.equal(policyOf(settings, {}, 0).limits.checkIntervalMs, 120_000);
  });
});
