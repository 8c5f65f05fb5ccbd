import type { OAuth2Client, OAuth2ClientOptions } from 'google-auth-library';
import { googleKeys, type Keys } from './google-keys.ts';

/** Why a token does not prove the caller's identity. */
export type TokenFault =
  | 'signature-removed'
  | 'early'
  | 'expired'
  | 'other-audience'
  | 'invalid-token';

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

/**
 * Reads tokens with Google's library.
 *
 * @param endpoints where Google's keys are, if not at Google
 * @param now milliseconds since the epoch
 */
export function tokenReader(
  endpoints: OAuth2ClientOptions['endpoints'] = {},
  now: () => number = Date.now,
): ReadToken {
  const keys = googleKeys(endpoints, now);
  let verifier: OAuth2Client | undefined;
  return async (token, audiences) => {
    if (token.endsWith('.SIGNATURE_REMOVED_BY_GOOGLE')) return { fault: 'signature-removed' };
    const known = await keys.current();
    const { OAuth2Client } = await import('google-auth-library');
    verifier ??= new OAuth2Client();
    const reading = await readWith(verifier, known, token, audiences);
    if (reading.fault !== 'unknown-key') return reading;
    const newer = await keys.newerThan(known);
    const again = newer ? await readWith(verifier, newer, token, audiences) : reading;
    return again.fault === 'unknown-key' ? { fault: 'invalid-token' } : again;
  };
}

async function readWith(
  verifier: OAuth2Client,
  keys: Keys,
  token: string,
  audiences: readonly string[],
): Promise<TokenReading | { readonly fault: 'unknown-key' }> {
  try {
    const verified = await verifier.verifySignedJwtWithCertsAsync(
      token,
      keys,
      [...audiences],
      ISSUERS,
    );
    const { email, email_verified: isVerified } = verified.getPayload() ?? {};
    return { email: isVerified === true ? email : undefined };
  } catch (error) {
    return { fault: faultIn(error) };
  }
}

/** The library's messages contain the token itself or its claims, so they are never passed on. */
function faultIn(error: unknown): TokenFault | 'unknown-key' {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Token used too early')) return 'early';
  if (message.startsWith('Token used too late')) return 'expired';
  if (message.startsWith('Wrong recipient')) return 'other-audience';
  if (message.startsWith('No pem found')) return 'unknown-key';
  return 'invalid-token';
}
