import type { DomainName } from '../../../../shared/domain-name.ts';
import type { Store } from '../../../../shared/store/store.ts';

/** Where a test's records live: empty at first, and no other test's. */
export interface Place {
  /** One more handle on the same records, as another instance has it. */
  open(): Promise<Store>;
  /** A value that changes with each write and with nothing else; read past the store. */
  revision(): Promise<string>;
  /** Puts a value in a field of a domain's record, past the store. */
  damage(domain: DomainName, field: string, value: unknown): Promise<void>;
  /** Puts all of a record in the place of a domain's, past the store. */
  replace(domain: DomainName, record: object): Promise<void>;
  /** The record as it is stored. */
  stored(domain: DomainName): Promise<unknown>;
  close(): Promise<void>;
}

/** A place, and the handles that a test has opened on it. */
export interface StoreUnderTest extends Omit<Place, 'close'> {
  /** The first handle. */
  readonly store: Store;
}

/** Gives the store of the running test to each part of the contract. */
export type Under = () => StoreUnderTest;
