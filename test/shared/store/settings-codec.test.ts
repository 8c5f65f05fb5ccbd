import assert from 'node:assert/strict';
import { decodeSettings } from '../../../shared/store/settings-codec.ts';
import { DAY, T0 } from '../../support/records.ts';

const by = { occurredAt: T0, id: 'a' };
const sound = { servedNetwork: { id: 1, since: T0 }, dnsCheckInterval: { value: 60, by } };

describe('the stored settings', () => {
  it('may be of a version that kept the endpoint for certificates under a name of its own', () => {
    const endpoint = { path: '/ssl/install', askedAt: T0 };
    const older = { certificateEndpoint: endpoint, checkIntervalMs: 60_000 };
    assert.deepEqual(decodeSettings(older), { aliasHostMemory: endpoint, checkIntervalMs: 60_000 });
    const both = { aliasHostMemory: { path: '/ssl', askedAt: T0 }, certificateEndpoint: endpoint };
    assert.deepEqual(decodeSettings(both), { aliasHostMemory: { path: '/ssl', askedAt: T0 } });
  });

  it('remembers that live domains are held, and until when they may be taken down', () => {
    const held = { lost: 12, looked: 40 };
    const settings = { liveDomains: { heldUntil: T0, held, toldAt: T0, letGoUntil: T0 + DAY } };
    assert.deepEqual(decodeSettings(JSON.stringify(settings)), settings);
  });

  it('remembers that the multisite refuses the credentials', () => {
    const settings = { multisiteRefusal: { until: T0, toldAt: T0 - DAY } };
    assert.deepEqual(decodeSettings(JSON.stringify(settings)), settings);
  });

  const damages: [name: string, value: unknown][] = [
    ['multisiteRefusal', { until: 'later' }],
    ['network', { value: { addresses: '203.0.113.7' }, by }],
    ['networkAddresses', ['203.0.113.7']],
    ['liveDomains', { heldUntil: null }],
    ['hosts', 'all'],
    ['checkIntervalMs', '60000'],
  ];
  for (const [name, value] of damages) {
    it(`are read without a damaged ${name}, which is named`, () => {
      assert.deepEqual(decodeSettings({ ...sound, [name]: value }), { ...sound, lost: [name] });
    });
  }

  it('name every damaged setting, and its former value', () => {
    const { lost } = decodeSettings({ network: 7, hosts: 7, lost: ['liveDomains', 'hosts'] });
    assert.deepEqual(lost, ['liveDomains', 'hosts', 'network']);
  });

  for (const stored of ['{"servedNetwork":', 'null', null, 7]) {
    it(`start afresh if they are ${JSON.stringify(stored)}`, () => {
      assert.deepEqual(decodeSettings(stored), { lost: ['everything'] });
    });
  }
});
