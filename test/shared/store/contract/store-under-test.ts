import type { DomainName } from '../../../../shared/domain-name.ts';
import type { Store } from '../../../../shared/store/store.ts';

/** Where a test's records live: empty at first, and no other test's. */
export interface Place {
  /** One more handle on the same records, as another instance has it. */
  open(): Promise<Store>;
  /** Another value after each write, and none other; read past the store. */
  revision(): Promise<string>;
  /** Puts a value in a field of a domain's record, past the store. */
  damage(domain: DomainName, field: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

/** A place, and the handles that a test has opened on it. */
export interface StoreUnderTest extends Omit<Place, 'close'> {
  /** The first handle. */
  readonly store: Store;
}

/** What each part of the contract is given: the store of the test that is running. */
export type Under = () => StoreUnderTest;
