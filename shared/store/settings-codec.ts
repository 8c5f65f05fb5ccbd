import * as v from 'valibot';
import { PAUSE_CAUSES } from '../lifecycle/put-off.ts';
import { DamageError } from './damage-error.ts';
import type { NetworkSettings } from './network-settings.ts';
import { ordinal, storedValue, time } from './stored-value.ts';

const strings = v.array(v.string());

const circuit = v.object({
  failures: v.number(),
  pauses: v.number(),
  pausedUntil: v.nullable(time),
  foundOutBy: v.exactOptional(time),
  cause: v.picklist(PAUSE_CAUSES),
  reason: v.string(),
});

// If it is damaged, nothing lasting is lost with it.
const hostState = v.fallback(
  v.object({
    circuit: v.exactOptional(circuit),
    turn: v.exactOptional(
      v.object({ holder: v.string(), until: time, wantedAt: v.exactOptional(time) }),
    ),
  }),
  {},
);

const networkSettingsAsWritten = v.object({
  dnsCheckInterval: v.exactOptional(v.object({ value: v.number(), by: ordinal })),
  network: v.exactOptional(
    v.object({
      value: v.object({ domain: v.exactOptional(v.string()), addresses: strings }),
      by: ordinal,
    }),
  ),
  networkAddresses: v.exactOptional(
    v.array(v.object({ address: v.string(), goneAt: v.exactOptional(time) })),
  ),
  servedNetwork: v.exactOptional(
    v.object({
      id: v.number(),
      domain: v.exactOptional(v.nullable(v.string())),
      since: time,
    }),
  ),
  aliasHostMemory: v.exactOptional(v.unknown()),
  aliasHostAddress: v.exactOptional(v.string()),
  // An earlier version kept the alias host's memory under this name.
  certificateEndpoint: v.exactOptional(v.unknown()),
  multisiteRefusal: v.exactOptional(v.object({ until: time, toldAt: time })),
  liveDomains: v.exactOptional(
    v.object({
      heldUntil: v.exactOptional(time),
      held: v.exactOptional(v.object({ lost: v.number(), looked: v.number() })),
      toldAt: v.exactOptional(time),
      letGoUntil: v.exactOptional(time),
    }),
  ),
  hosts: v.exactOptional(
    v.object({ aliasHost: v.exactOptional(hostState), multisite: v.exactOptional(hostState) }),
  ),
  checkIntervalMs: v.exactOptional(time),
  lost: v.exactOptional(v.fallback(strings, [])),
});

const networkSettings = v.pipe(
  networkSettingsAsWritten,
  v.transform(({ certificateEndpoint, ...settings }) =>
    certificateEndpoint === undefined
      ? settings
      : { aliasHostMemory: certificateEndpoint, ...settings },
  ),
);

const EVERYTHING = 'everything';

/**
 * The readable settings: everything needs them, so a damaged part must stop nothing. A part that cannot be
 * read is left out, as if it had never been known, and named in `lost`.
 *
 * @param stored the value, or its JSON as text
 */
export function decodeSettings(stored: unknown): NetworkSettings {
  const value = valueOrNothing(stored);
  const result = v.safeParse(networkSettings, value);
  if (result.success) return result.output;
  const damaged = new Set(result.issues.map(({ path }) => String(path?.[0].key ?? EVERYTHING)));
  const sound = Object.entries(value instanceof Object ? value : {}).filter(
    ([name]) => !damaged.has(name),
  );
  const rest = v.safeParse(networkSettings, Object.fromEntries(sound));
  const settings = rest.success ? rest.output : {};
  return { ...settings, lost: [...new Set([...(settings.lost ?? []), ...damaged])] };
}

function valueOrNothing(stored: unknown): unknown {
  try {
    return storedValue('the settings', stored);
  } catch (error) {
    if (error instanceof DamageError) return undefined;
    throw error;
  }
}
