import { type DomainEvent, InvalidMessageError } from '../events/domain-event.ts';
import { withoutIds } from '../lifecycle/forget-ids.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Store } from '../store/store.ts';

/**
 * A deployment serves one network: the first that an event names. Another network's sites and items have the
 * same ids, so its events would unmap domains that are not its own. So would those of a copy of the network,
 * such as a staging site, which even has the network's id, but another domain.
 */

/** The settings once an event has named its network; unchanged if the network and its domain are known. */
export function withServedNetwork(
  settings: NetworkSettings,
  { networkId: id, networkDomain: domain }: DomainEvent,
  now: number,
): NetworkSettings {
  if (id === undefined) return settings;
  const { servedNetwork: served } = settings;
  if (!served) return { ...settings, servedNetwork: { id, domain: domain ?? null, since: now } };
  return domain === undefined || typeof served.domain === 'string'
    ? settings
    : { ...settings, servedNetwork: { ...served, domain } };
}

/**
 * Why an event is not to be recorded: it is from another network, or from a copy. Undefined if it may be
 * recorded.
 *
 * @param setting the network's domain from the settings, which is right in any case
 */
export function foreignness(
  settings: NetworkSettings,
  { networkId: id, networkDomain: domain }: DomainEvent,
  setting: string | undefined,
): InvalidMessageError | undefined {
  const { servedNetwork: served, network } = settings;
  if (id !== undefined && served && id !== served.id) {
    return foreign('network.id', id, `network ${served.id}`, id);
  }
  // The served network may have been lost with a damaged part of the settings, or may never have named its id.
  const known = served?.domain === undefined ? network?.value.domain : served.domain;
  const isKnown = domain === undefined || domain === setting || domain === (known ?? domain);
  const itsId = served?.id ?? id;
  // Nobody can tell another network from one that names only its domain, and has a new one.
  if (isKnown || itsId === undefined) return undefined;
  return foreign('network.domain', domain, `network ${itsId} at ${known}`, itsId);
}

function foreign(field: string, told: string | number, served: string, id: number) {
  const message =
    `is ${told}, and this deployment serves ${served}; ` +
    `if that one has moved: closte-domains network take-over ${id}`;
  return new InvalidMessageError([{ field, message }]);
}

/**
 * Makes the deployment serve another network in place of the former one, or the same one at the domain that
 * an event names next. Its sites keep their domains; the item ids of another network no longer mean
 * anything.
 *
 * @param now milliseconds since the epoch
 */
export async function takeOver(store: Store, id: number, now: number): Promise<void> {
  let former: number | undefined;
  await store.changeSettings((settings) => {
    former = settings.servedNetwork?.id;
    return { ...settings, servedNetwork: { id, domain: null, since: now } };
  });
  if (former === id) return;
  for await (const { domain, siteId } of recordsIn(store)) {
    await store.update(domain, siteId, (known) => known && withoutIds(known));
  }
}
