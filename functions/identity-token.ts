import type { OAuth2Client, OAuth2ClientOptions } from 'google-auth-library';
import * as v from 'valibot';
import { raceAbort } from '../shared/async/time-limit.ts';

/** Why a token does not prove the caller's identity. */
export type TokenFault = 'signature-removed' | 'expired' | 'other-audience' | 'invalid-token';

/** The account that a token proves, or the reason why it proves none. */
export type TokenReading =
  | { readonly email: string | undefined; readonly fault?: undefined }
  | { readonly fault: TokenFault; readonly email?: undefined };

/**
 * Reads an identity token, and checks that Google signed it, for one of the audiences, and that it is valid
 * now.
 *
 * @returns the e-mail address of its account; undefined if it names none that is verified
 * @throws if Google's keys cannot be fetched now
 */
export type ReadToken = (token: string, audiences: readonly string[]) => Promise<TokenReading>;

const ISSUERS = ['accounts.google.com', 'https://accounts.google.com'];

/** Pub/Sub and Cloud Scheduler wait longer than this, and retry. */
const KEYS_WITHIN_MS = 5_000;

/** Google's keys take about 2 KiB. The limit holds for the unpacked answer. */
const MAX_KEYS_BYTES = 256 * 1024;

/** Without the first limit, a request that nobody answers would be left behind; without the second, all that a server sends is kept. */
const KEYS_REQUEST = { timeout: KEYS_WITHIN_MS, size: MAX_KEYS_BYTES, follow: 0 };

const keysSchema = v.pipe(
  v.record(v.string(), v.pipe(v.string(), v.startsWith('-----BEGIN '))),
  v.check((keys) => Object.keys(keys).length > 0),
);

/**
 * Reads tokens with Google's library, which keeps the keys for as long as Google says.
 *
 * @param endpoints where the keys are, if not at Google
 */
export function tokenReader(endpoints: OAuth2ClientOptions['endpoints'] = {}): ReadToken {
  let client: OAuth2Client | undefined;
  let fetching: ReturnType<OAuth2Client['getFederatedSignonCertsAsync']> | undefined;
  /** Calls that come while the keys are being fetched share that request, however slow it is. */
  const keysFrom = (from: OAuth2Client) => {
    fetching ??= from.getFederatedSignonCertsAsync().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };
  return async (token, audiences) => {
    if (token.endsWith('.SIGNATURE_REMOVED_BY_GOOGLE')) return { fault: 'signature-removed' };
    if (!client) {
      const { OAuth2Client } = await import('google-auth-library');
      client ??= new OAuth2Client({ endpoints, transporterOptions: KEYS_REQUEST });
    }
    const keys = keysFrom(client);
    const { certs } = await raceAbort(keys, AbortSignal.timeout(KEYS_WITHIN_MS));
    if (!v.is(keysSchema, certs)) {
      // The library would keep this answer, which may be that of a gateway, for as long as it says.
      client = undefined;
      throw new Error('the answer has no keys');
    }
    try {
      const verified = await client.verifySignedJwtWithCertsAsync(
        token,
        certs,
        [...audiences],
        ISSUERS,
      );
      const { email, email_verified: isVerified } = verified.getPayload() ?? {};
      return { email: isVerified ? email : undefined };
    } catch (error) {
      return { fault: faultIn(error) };
    }
  };
}

/** The library's messages contain the token itself or its claims, so they are never passed on. */
function faultIn(error: unknown): TokenFault {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Token used too late')) return 'expired';
  if (message.startsWith('Wrong recipient')) return 'other-audience';
  return 'invalid-token';
}
