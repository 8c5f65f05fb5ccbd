import type { Secret } from '../settings/secret.ts';

/**
 * Where the API key comes from. Either may throw a ClosteError if the key cannot be read; anything
 * else that they throw is told as `unavailable`, without its text, which might hold the key.
 */
export type ApiKey = Secret;
