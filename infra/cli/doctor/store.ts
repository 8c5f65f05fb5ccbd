import { resolve } from 'node:path';
import { relativeTime } from '../../../shared/reporting/times.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Store } from '../../../shared/store/store.ts';
import { CommandFailedError } from '../command.ts';
import { noStoreAt, readStore } from '../existing-store.ts';
import { SWEPT_LATELY_MS } from '../sweep-note.ts';
import { messageOf, type PartFinding, well, wrong } from './finding.ts';
import { examineRecords } from './records.ts';

const WAITS_LONG_MS = 10 * 60_000;

/**
 * Whether the store and its records can be read, whether sweeps run, what the store knows about the network, and whether live
 * domains are held.
 *
 * @param firing the action that makes sweeps begin again
 */
export async function examineStore(
  settings: Settings,
  now: number,
  firing: string,
): Promise<PartFinding[]> {
  const { store: location, networkDomain, networkAddresses } = settings;
  try {
    const findings = await readStore(location, async (store) => [
      well('the store', location.kind === 'sqlite' ? resolve(location.path) : 'Firestore answers'),
      ...(await examineRecords(store, settings)),
      ...(await examineSweeps(store, now, firing)),
      await examineNetwork(store, networkDomain !== undefined || networkAddresses !== undefined),
      ...(await examineHeld(store, now)),
    ]);
    return findings ?? [wrong('the store', 'there is none', noStoreAt(location))];
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    return [wrong('the store', 'it cannot be read', messageOf(error))];
  }
}

async function examineSweeps(store: Store, now: number, firing: string): Promise<PartFinding[]> {
  const { sweptAt } = await store.readStatistics();
  const nextDueAt = await store.nextDueAt();
  const waitsMs = nextDueAt === undefined ? 0 : now - nextDueAt;
  return [
    sweptAt !== null && now - sweptAt <= SWEPT_LATELY_MS
      ? well('the last sweep', relativeTime(sweptAt, now))
      : wrong('the last sweep', sweptAt === null ? 'none yet' : relativeTime(sweptAt, now), firing),
    waitsMs <= WAITS_LONG_MS
      ? well('the due domains', waitsMs <= 0 ? 'none waits' : 'none has waited for long')
      : wrong('the due domains', `the first was due ${relativeTime(now - waitsMs, now)}`, firing),
  ];
}

async function examineNetwork(store: Store, isSet: boolean): Promise<PartFinding> {
  const part = 'where domains must point';
  const { network } = await store.readSettings();
  const told = [network?.value.domain, ...(network?.value.addresses ?? [])].filter(Boolean);
  if (isSet) return well(part, 'the settings say so');
  return told.length > 0
    ? well(part, `events say ${told.join(', ')}`)
    : wrong(
        part,
        'neither a setting nor an event says so',
        'Set NETWORK_DOMAIN, or NETWORK_ADDRESSES',
      );
}

async function examineHeld(store: Store, now: number): Promise<PartFinding[]> {
  const { liveDomains, multisiteRefusal } = await store.readSettings();
  return [
    ...((liveDomains?.heldUntil ?? 0) > now
      ? [
          wrong(
            'live domains',
            heldText(liveDomains?.held),
            'Find the cause in the log; if the domains have really left: closte-domains let-go',
          ),
        ]
      : []),
    ...(multisiteRefusal
      ? [
          wrong(
            'writing to the multisite',
            'it refuses the credentials',
            'Store valid ones where MULTISITE_API_SECRET says',
          ),
        ]
      : []),
  ];
}

function heldText(held: { lost: number; looked: number } | undefined): string {
  const which = held ? `${held.lost} of ${held.looked} looked at are ` : '';
  return `${which}held: too many would be taken down at once`;
}
