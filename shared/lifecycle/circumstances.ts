import type { Random } from './rest.ts';

/** The settings that decide how often domains are checked, and how many tries they have. */
export interface Limits {
  readonly checkIntervalMs: number;
  readonly dnsMaxTries: number;
  readonly sslMaxTries: number;
}

/** The facts from outside that the lifecycle needs; it never fetches them itself. */
export interface Circumstances {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When the step that led to this outcome was begun, in milliseconds since the epoch. */
  readonly begunAt: number;
  readonly limits: Limits;
  readonly random: Random;
  /** Whether live domains are kept up for now, because too many would go down at once. Default: false. */
  readonly holdsLiveDomains?: boolean;
  /** Whether diagnoses are sent to the plugin in WordPress. Default: false. */
  readonly tellsDiagnoses?: boolean;
}
