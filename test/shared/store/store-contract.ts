import type { Store } from '../../../shared/store/store.ts';
import { describeClaiming } from './contract/claiming.ts';
import { describeCrowd } from './contract/crowd.ts';
import { describeDamage } from './contract/damage.ts';
import { describeListing } from './contract/listing.ts';
import { describeRunKeeping } from './contract/run-keeping.ts';
import { describeSaving } from './contract/saving.ts';
import { describeSettings } from './contract/settings.ts';
import { describeSiteDeletions } from './contract/site-deletions.ts';
import { describeStatistics } from './contract/statistics.ts';
import type { Place, StoreUnderTest } from './contract/store-under-test.ts';
import { describeRecording } from './contract/updating.ts';
import { describeVersions } from './contract/versions.ts';

/** The contract of every store, as tests. */
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
    describeStatistics(() => under);
    describeRunKeeping(() => under);
    describeDamage(() => under);
    describeVersions(() => under);
    describeCrowd(() => under);
  });
}
