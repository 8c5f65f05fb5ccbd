/**
 * What is deployed: each function registered under its target's name. The environment is read at
 * once, so that a bad setting fails the deployment and not the first event; everything else is
 * loaded with the first request, and only what that function needs.
 */
import { type CloudEvent, cloudEvent, http } from '@google-cloud/functions-framework';
import { inTrace } from '../shared/log/trace.ts';
import { readSettings } from '../shared/settings/settings.ts';
import { systemOf } from './system.ts';

const system = systemOf(readSettings(process.env));

cloudEvent('domainEvents', (event: CloudEvent<unknown>) =>
  inTrace(String(event.traceparent), async () => {
    const { domainEvents } = await import('./domain-events.ts');
    await domainEvents(event, await system());
  }),
);

http('verifyDomains', (request, response) =>
  inTrace(request.header('traceparent'), async () => {
    const { verifyDomains } = await import('./verify-domains.ts');
    await verifyDomains(request, response, await system());
  }),
);

http('reconcileDomains', (request, response) =>
  inTrace(request.header('traceparent'), async () => {
    const { reconcileDomains } = await import('./reconcile-domains.ts');
    await reconcileDomains(request, response, await system());
  }),
);

http('domainStatus', (request, response) =>
  inTrace(request.header('traceparent'), async () => {
    const { domainStatus } = await import('./domain-status.ts');
    await domainStatus(request, response, await system());
  }),
);
