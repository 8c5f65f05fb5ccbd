import { type DomainEvent, InvalidMessageError } from '../events/domain-event.ts';
import { withoutIds } from '../lifecycle/forget-ids.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Store } from '../store/store.ts';

/**
 * A deployment serves one network: the first that an event names. Another one has sites and records of the
 * same ids, and would unmap what is not its own.
 */

/** The settings once an event named its network: the same ones if one was named before. */
export function withServedNetwork(
  settings: NetworkSettings,
  { networkId }: DomainEvent,
  now: number,
): NetworkSettings {
  if (networkId === undefined || settings.servedNetwork) return settings;
  return { ...settings, servedNetwork: { id: networkId, since: now } };
}

/** Why an event is not to be recorded: it is of another network; undefined if it is not. */
export function foreignness(
  { servedNetwork }: NetworkSettings,
  { networkId }: DomainEvent,
): InvalidMessageError | undefined {
  if (networkId === undefined || !servedNetwork || networkId === servedNetwork.id) return undefined;
  const message =
    `is ${networkId}, and this deployment serves network ${servedNetwork.id}; ` +
    `if that one has moved: closte-domains network take-over ${networkId}`;
  return new InvalidMessageError([{ field: 'network.id', message }]);
}

/**
 * Has another network served in place of the one that was. Its sites keep their domains; the ids of the
 * records that these had mean nothing any more.
 *
 * @param now milliseconds since the epoch
 */
export async function takeOver(store: Store, id: number, now: number): Promise<void> {
  await store.changeSettings((settings) => ({ ...settings, servedNetwork: { id, since: now } }));
  for await (const { domain, siteId } of recordsIn(store)) {
    await store.update(domain, siteId, (known) => known && withoutIds(known));
  }
}
