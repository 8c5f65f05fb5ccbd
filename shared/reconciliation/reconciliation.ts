import type { Logger } from 'pino';
import type { DomainName } from '../domain-name.ts';
import type { Store } from '../store/store.ts';
import type { Asking } from './listing.ts';

/** The parts of the system that reconciliation uses. */
export interface Reconciling extends Asking {
  readonly store: Store;
  readonly log: Logger;
  /** Whether names such as `shop.test` can be mapped. */
  readonly allowSpecialUse: boolean;
  /** The network's own domain from the settings, in addition to the one in events. */
  readonly networkDomain?: string | undefined;
}

export interface ReconciliationOptions {
  /** Only report the changes, and make none. */
  readonly dryRun: boolean;
  /** Unmap the domains even if they are suspiciously many. */
  readonly force: boolean;
}

/** The work done so far, or the work that a dry run would do, in numbers of domains. */
export interface Reconciliation {
  /** Items in the multisite. */
  readonly multisite: number;
  /** Domains that were mapped in the store before. */
  readonly stored: number;
  readonly mapped: number;
  readonly unmapped: number;
  /** Items whose domain cannot be mapped; absent if there are none. */
  readonly skipped?: number;
  /** Why some or all missing domains stay mapped; absent if none does. */
  readonly refused?: string;
  /** Set if the run is not finished: the next call continues it. */
  readonly remaining?: true;
  /** In a dry run, all domains that would be mapped and unmapped, in alphabetical order. */
  readonly domains?: {
    readonly mapped: readonly DomainName[];
    readonly unmapped: readonly DomainName[];
  };
}
