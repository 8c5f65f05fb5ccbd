import type { DomainName } from '../../../shared/domain-name.ts';
import type { Store } from '../../../shared/store/store.ts';
import { describeClaiming } from './contract/claiming.ts';
import { describeCrowd } from './contract/crowd.ts';
import { describeDamage } from './contract/damage.ts';
import { describeListing } from './contract/listing.ts';
import { describeRecording } from './contract/recording.ts';
import { describeSaving } from './contract/saving.ts';
import { describeSettings } from './contract/settings.ts';
import { describeSiteDeletions } from './contract/site-deletions.ts';

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

/** What every store must do, as tests. */
export function describeStore(name: string, newPlace: () => Promise<Place>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let close: () => Promise<void>;

    beforeEach(async () => {
      const place = await newPlace();
      const handles: Store[] = [];
      const open = async () => {
        const store = await place.open();
        handles.push(store);
        return store;
      };
      under = { ...place, open, store: await open() };
      close = async () => {
        await Promise.all(handles.map((store) => store.close()));
        await place.close();
      };
    });
    afterEach(() => close());

    describeRecording(() => under);
    describeSiteDeletions(() => under);
    describeClaiming(() => under);
    describeSaving(() => under);
    describeListing(() => under);
    describeSettings(() => under);
    describeDamage(() => under);
    describeCrowd(() => under);
  });
}
