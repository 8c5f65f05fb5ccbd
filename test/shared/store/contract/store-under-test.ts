import type { DomainName } from '../../../../shared/domain-name.ts';
import type { Store } from '../../../../shared/store/store.ts';

/** The place of a test's records: empty at first, and used by no other test. */
export interface Place {
  /** Another handle on the same records, like another instance's. */
  open(): Promise<Store>;
  /** A value that changes with each write and with nothing else; bypasses the store. */
  revision(): Promise<string>;
  /** Sets a field of a domain's record, bypassing the store. */
  damage(domain: DomainName, field: string, value: unknown): Promise<void>;
  /** Replaces a domain's record, bypassing the store. */
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

/** Passes the store of the running test to each part of the contract. */
export type Under = () => StoreUnderTest;
