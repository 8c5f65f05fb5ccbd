import type { Secret } from '../settings/secret.ts';

/**
 * Where the API key comes from. Both of its functions may throw a ClosteError if the key cannot be read;
 * any other error is reported as `unavailable`, without its text, which might hold the key.
 */
export type ApiKey = Secret;
