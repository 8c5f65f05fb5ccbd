import { relativeTime } from '../../../shared/reporting/times.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Store } from '../../../shared/store/store.ts';
import { CommandFailedError } from '../command.ts';
import { noStoreAt, readStore } from '../existing-store.ts';
import { messageOf, type PartFinding, well, wrong } from './finding.ts';

/** Sweeps are noted every five minutes: one note may be missing, two are a standstill. */
const SWEPT_LATELY_MS = 11 * 60_000;
const WAITS_LONG_MS = 10 * 60_000;

/** Whether the store can be read, what it says of the network, and whether domains are being looked after. */
export async function examineStore(
  { store: location, networkDomain, networkAddresses, hasPubSub }: Settings,
  now: number,
): Promise<PartFinding[]> {
  try {
    const findings = await readStore(location, async (store) => [
      well('the store', location.kind === 'sqlite' ? location.path : 'Firestore answers'),
      ...(await examineSweeps(store, now, hasPubSub)),
      await examineNetwork(store, networkDomain !== undefined || networkAddresses !== undefined),
      ...(await examineHeld(store, now)),
    ]);
    return findings ?? [wrong('the store', 'there is none', noStoreAt(location))];
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    return [wrong('the store', 'it cannot be read', messageOf(error))];
  }
}

async function examineSweeps(
  store: Store,
  now: number,
  isDeployed: boolean,
): Promise<PartFinding[]> {
  const fire = isDeployed
    ? 'See whether the job fires: closte-domains schedule show --job projects/P/locations/R/jobs/closte-verify-domains'
    : 'Start the system: npm start';
  const { sweptAt } = await store.readStatistics();
  const nextDueAt = await store.nextDueAt();
  const waitsMs = nextDueAt === undefined ? 0 : now - nextDueAt;
  return [
    sweptAt !== null && now - sweptAt <= SWEPT_LATELY_MS
      ? well('the last sweep', relativeTime(sweptAt, now))
      : wrong('the last sweep', sweptAt === null ? 'none yet' : relativeTime(sweptAt, now), fire),
    waitsMs <= WAITS_LONG_MS
      ? well('what is due', waitsMs <= 0 ? 'nothing waits' : 'nothing waits for long')
      : wrong('what is due', `something since ${relativeTime(now - waitsMs, now)}`, fire),
  ];
}

async function examineNetwork(store: Store, isSet: boolean): Promise<PartFinding> {
  const part = 'where domains must point';
  const { network } = await store.readSettings();
  const told = [network?.value.domain, ...(network?.value.addresses ?? [])].filter(Boolean);
  if (isSet) return well(part, 'the settings say it');
  return told.length > 0
    ? well(part, `events tell ${told.join(', ')}`)
    : wrong(part, 'no setting and no event tells it', 'Set NETWORK_DOMAIN, or NETWORK_ADDRESSES');
}

async function examineHeld(store: Store, now: number): Promise<PartFinding[]> {
  const { liveDomains, multisiteRefusal } = await store.readSettings();
  return [
    ...((liveDomains?.heldUntil ?? 0) > now
      ? [
          wrong(
            'live domains',
            'held: too many would be taken down at once',
            'See in the log what was seen; if they have really left: closte-domains let-go',
          ),
        ]
      : []),
    ...(multisiteRefusal
      ? [
          wrong(
            'writing to the multisite',
            'it refuses the credentials',
            'Put good ones where MULTISITE_API_SECRET says',
          ),
        ]
      : []),
  ];
}
