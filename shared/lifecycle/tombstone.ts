/**
 * How long the memory of a removed domain or site is kept: the longest that Pub/Sub keeps a
 * message, so that no late event from before the removal finds it forgotten.
 */
export const TOMBSTONE_MS = 31 * 24 * 60 * 60 * 1000;
