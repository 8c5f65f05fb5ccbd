import { withTimeoutOr } from '../async/time-limit.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Pass } from '../verification/open-checks.ts';
import type { Engine } from './engine.ts';
import { addressesSeen } from './former-addresses.ts';
import type { Policy } from './policy.ts';

/** A look-up that takes longer is left to the next sweep, so that checks do not wait for it. */
const RESOLVE_MS = 2000;

/**
 * Records which addresses the network has now, and when it left its former ones.
 *
 * @returns the policy that follows from them
 */
export async function rememberNetwork(
  engine: Engine,
  told: NetworkSettings,
  pass: Pass,
  signal: AbortSignal,
): Promise<Policy> {
  const { store, now } = engine;
  const policy = await engine.policy(told);
  const { formerly: _, ...network } = policy.network;
  const resolve = (limit: AbortSignal) => pass.resolveNetwork(network, limit);
  const resolved = await withTimeoutOr(RESOLVE_MS, resolve, undefined, signal);
  // If a look-up failed, an address that was not seen may still be there.
  if (!resolved || resolved.failure || resolved.addresses.length === 0) return policy;

  const current = resolved.addresses;
  const known = told.networkAddresses ?? [];
  if (addressesSeen(known, current, now(), policy.networkGraceMs) === known) return policy;
  await store.changeSettings((settings) => {
    const before = settings.networkAddresses ?? [];
    const after = addressesSeen(before, current, now(), policy.networkGraceMs);
    return after === before ? settings : { ...settings, networkAddresses: after };
  });
  return engine.policy();
}
