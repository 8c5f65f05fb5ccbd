/**
 * Where the API key comes from. Either may throw a ClosteError if the key cannot be read; anything
 * else that they throw is told as `unavailable`, without its text, which might hold the key.
 */
export interface ApiKey {
  current(): Promise<string>;
  /** Reads the key again after `refused` was refused; undefined if it is still the same. */
  replacementFor(refused: string): Promise<string | undefined>;
}

/** A key that stays what it is for as long as the process lives. */
export function fixedApiKey(key: string): ApiKey {
  return {
    current: async () => key,
    replacementFor: async (refused) => (refused === key ? undefined : key),
  };
}
