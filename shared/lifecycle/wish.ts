import type { DomainName } from '../domain-name.ts';
import type { Ordinal } from './ordinal.ts';
import type { Intent } from './record.ts';
import type { Stage } from './stage.ts';

/** The multisite's wish about a domain, according to one event or the listing. */
export interface Wish {
  readonly domain: DomainName;
  readonly intent: Intent;
  readonly siteId: number;
  readonly domainId: number | null;
  /**
   * Whether the wish is about the multisite's item of the domain, rather than about a site that has the
   * domain as its own address.
   */
  readonly hasDomainRecord: boolean;
  /** The stage in the multisite's item, if the item was looked at; null if it is not known. */
  readonly stage: Stage | null;
  readonly ordinal: Ordinal;
}
