import type { Random } from './rest.ts';

/** The settings that decide how often and how many times. */
export interface Limits {
  readonly checkIntervalMs: number;
  readonly dnsMaxTries: number;
  readonly sslMaxTries: number;
}

/** What the lifecycle needs to know of the world; it asks nothing of it. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the step was begun that came to this, in milliseconds since the epoch. */
  readonly begunAt: number;
  readonly limits: Limits;
  readonly random: Random;
  /** Whether no live domain is taken down now, since too many would be at once. Default: false. */
  readonly holdsLiveDomains?: boolean;
  /** Whether the plugin in WordPress is told how domains stand. Default: false. */
  readonly tellsDiagnoses?: boolean;
}
