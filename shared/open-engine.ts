import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Effects, Engine } from './advance.ts';
import { closteClient } from './closte/client.ts';
import { openApiKey } from './closte/open-api-key.ts';
import { policyOf } from './policy.ts';
import type { Publish } from './reporting/publish.ts';
import type { Settings } from './settings.ts';
import { openStore } from './store/open-store.ts';

/** The engine as the settings describe it, with the real world for its effects. */
export async function openEngine(
  settings: Settings,
  publish: Publish,
  log: Logger,
): Promise<Engine> {
  const store = await openStore(settings.store);
  return {
    store,
    effects: await openEffects(settings, publish),
    policy: async () => policyOf(settings, await store.readSettings()),
    now: Date.now,
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    random: Math.random,
    log,
  };
}

async function openEffects(settings: Settings, publish: Publish): Promise<Effects> {
  const { closteApiUrl, allowPrivateAddresses, tlsPort, dnsServers, statusTopic } = settings;
  const [{ checkDns }, { dnsResolver }, { checkCertificate }] = await Promise.all([
    import('./verification/dns/check-dns.ts'),
    import('./verification/dns/resolver.ts'),
    import('./verification/certificate/check-certificate.ts'),
  ]);
  const resolver = dnsResolver(dnsServers ? { servers: dnsServers } : {});
  return {
    closte: closteClient({ apiUrl: closteApiUrl, apiKey: openApiKey(settings) }),
    checkDns: (domain, network, signal) =>
      checkDns(domain, network, { resolver, allowPrivateAddresses, signal }),
    checkCertificate: (domain, addresses, signal) =>
      checkCertificate(domain, addresses, {
        port: tlsPort,
        allowPrivateAddresses,
        now: Date.now,
        signal,
      }),
    report: (message) => publish(statusTopic, message),
  };
}
