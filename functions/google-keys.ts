import type { OAuth2Client, OAuth2ClientOptions } from 'google-auth-library';
import * as v from 'valibot';
import { raceAbort } from '../shared/async/time-limit.ts';

/** Public keys, as PEM by their id. */
export type Keys = Readonly<Record<string, string>>;

/** The keys with which Google signs identity tokens. Both functions throw if they cannot be fetched now. */
export interface GoogleKeys {
  /** The keys, which are kept for as long as Google says. */
  current(): Promise<Keys>;
  /** The keys that have replaced the known ones, fetched at most once a minute; undefined if there are none. */
  newerThan(known: Keys): Promise<Keys | undefined>;
}

/** Pub/Sub and Cloud Scheduler wait longer than this, and retry. */
const WITHIN_MS = 5_000;

/**
 * Without the first limit, a request that nobody answers would be left behind; without the second, all that a server
 * sends would be kept. Google's keys take about 2 KiB, unpacked.
 */
const REQUEST = { timeout: WITHIN_MS, size: 256 * 1024, follow: 0 };

/** Least time between fetches for the sake of tokens whose key is not known. */
const AGAIN_AFTER_MS = 60_000;

const keysSchema = v.pipe(
  v.record(v.string(), v.pipe(v.string(), v.startsWith('-----BEGIN '))),
  v.check((keys) => Object.keys(keys).length > 0),
);

/** Google's library, which fetches and keeps the keys; and since when it is used, in milliseconds since the epoch. */
interface Source {
  readonly client: OAuth2Client;
  readonly since: number;
  /** Calls that come while the keys are being fetched share that request, however slow it is. */
  fetching?: ReturnType<OAuth2Client['getFederatedSignonCertsAsync']> | undefined;
}

export function googleKeys(
  endpoints: OAuth2ClientOptions['endpoints'] = {},
  now: () => number = Date.now,
): GoogleKeys {
  let source: Source | undefined;

  async function current(): Promise<Keys> {
    const { OAuth2Client } = await import('google-auth-library');
    source ??= {
      client: new OAuth2Client({ endpoints, transporterOptions: REQUEST }),
      since: now(),
    };
    const from = source;
    from.fetching ??= from.client.getFederatedSignonCertsAsync().finally(() => {
      from.fetching = undefined;
    });
    const { certs } = await raceAbort(from.fetching, AbortSignal.timeout(WITHIN_MS));
    if (v.is(keysSchema, certs)) return certs;
    // The library would keep this answer, which may be that of a gateway, for as long as it says.
    if (source === from) source = undefined;
    throw new Error('the answer has no keys');
  }

  return {
    current,
    async newerThan(known) {
      const from = source;
      const latest = await current();
      if (latest !== known) return latest;
      // Another call may have begun to fetch them again.
      if (source === from) {
        if (from && now() < from.since + AGAIN_AFTER_MS) return undefined;
        source = undefined;
      }
      return current();
    },
  };
}
