import type { DomainName } from '../domain-name.ts';
import type { Ordinal } from './ordinal.ts';
import type { Intent } from './record.ts';
import type { Stage } from './stage.ts';

/** What an event says that the multisite wants of a domain. */
export interface Wish {
  readonly domain: DomainName;
  readonly intent: Intent;
  readonly siteId: number;
  readonly domainId: number | null;
  /** Whether it is about the multisite's record of it, and not only about a site whose address it is. */
  readonly hasDomainRecord: boolean;
  /** The stage in the multisite's record, if it was looked at; null if it is not known. */
  readonly stage: Stage | null;
  readonly ordinal: Ordinal;
}
