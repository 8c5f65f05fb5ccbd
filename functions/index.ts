/**
 * The deployed module: each function is registered under its target's name. The environment is read at
 * once, so that a bad setting fails the deployment and not the first event; everything else is loaded with
 * the first request, and only what that function needs.
 */
import {
  type CloudEvent,
  cloudEvent,
  type HttpFunction,
  http,
} from '@google-cloud/functions-framework';
import { inTrace } from '../shared/log/trace.ts';
import { readSettings } from '../shared/settings/settings.ts';
import { limitBodies } from './bodies-taken.ts';
import { openDoor } from './door.ts';
import { currentExchange, followExchanges } from './event-exchange.ts';
import { logFrameworkErrors } from './framework-errors.ts';
import { keepSecretsFromDumps } from './keep-from-dumps.ts';
import { systemOf } from './system.ts';

keepSecretsFromDumps();
const settings = readSettings(process.env);
logFrameworkErrors(settings.log);
limitBodies();
const system = systemOf(settings);
const admits = openDoor(settings);
if (settings.expectedCallers) followExchanges();

/** Wraps a function for events: `act` is called only for an event that was admitted. */
function onEvent(act: (event: CloudEvent<unknown>) => Promise<void>) {
  return (event: CloudEvent<unknown>) =>
    inTrace(String(event.traceparent), async () => {
      const { request, response } = currentExchange() ?? {};
      if (await admits(request, response)) return act(event);
      // The request has been answered. When this promise settles, the framework would answer a second time.
      if (response) return new Promise<never>(() => {});
      throw new Error('refused: the sender of the event is not known');
    });
}

/** Wraps a function for requests: `act` is called only for a request that was admitted. */
function onRequest(act: HttpFunction): HttpFunction {
  return (request, response) =>
    inTrace(request.header('traceparent'), async () => {
      if (await admits(request, response)) await act(request, response);
    });
}

cloudEvent(
  'domainEvents',
  onEvent(async (event) => {
    const { domainEvents } = await import('./domain-events.ts');
    await domainEvents(event, await system.open());
  }),
);

http(
  'verifyDomains',
  onRequest(async (request, response) => {
    const { verifyDomains } = await import('./verify-domains.ts');
    await verifyDomains(request, response, await system.open());
  }),
);

cloudEvent(
  'sweepDomains',
  onEvent(async (event) => {
    const { sweepDomains } = await import('./sweep-domains.ts');
    await sweepDomains(event, await system.open());
  }),
);

http(
  'reconcileDomains',
  onRequest(async (request, response) => {
    const { reconcileDomains } = await import('./reconcile-domains.ts');
    await reconcileDomains(request, response, await system.open());
  }),
);

http(
  'domainStatus',
  onRequest(async (request, response) => {
    const { domainStatus } = await import('./domain-status.ts');
    await domainStatus(request, response, system);
  }),
);
