import { createHash } from 'node:crypto';
import type { Circumstances } from './circumstances.ts';
import { type DomainRecord, intentOf, problemsOf, type Telling } from './record.ts';
import { dailyMs, longBackoffMs } from './rest.ts';
import { isLive } from './stage.ts';

/**
 * The result of sending a diagnosis to the plugin.
 *
 * - `absent`: the plugin is missing or too old
 * - `not-configured`: the settings name no multisite
 * - `put-off`: the call was not made, since too many are under way; try again at `until`
 * - `overtaken`: the plugin has a diagnosis that was signed later, from another instance; try again at `until`
 * - `failed`: the plugin did not accept it, or its answer was lost, so that the plugin may have it (`inDoubt`)
 */
export type TellingResult =
  | { readonly kind: 'told' | 'absent' | 'not-configured' }
  | { readonly kind: 'put-off' | 'overtaken'; readonly until: number }
  | {
      readonly kind: 'failed';
      readonly retryAfterMs: number | undefined;
      readonly inDoubt?: boolean;
    };

/** A diagnosis that was to be sent, and the result. */
export interface DiagnosisTold {
  /** The fingerprint of the diagnosis that was sent. */
  readonly fingerprint: string;
  readonly result: TellingResult;
}

/** Stands for the fingerprint if it is unknown what the plugin has; no diagnosis has it. */
export const IN_DOUBT = 'in doubt';

/** When the diagnosis is to be sent to the plugin; null if the plugin has it. */
export function tellAt(record: DomainRecord): number | null {
  const { telling } = record;
  if (telling === null || telling.told === fingerprintOf(record)) return null;
  // A plugin without a diagnosis of the domain need not learn that the domain is gone.
  return intentOf(record) === 'unmapped' && telling.told === null ? null : telling.at;
}

/**
 * A fingerprint of a domain's diagnosis. The time of a live domain's next look is left out: it is sent along
 * with other changes, and is no change by itself.
 */
export function fingerprintOf(record: DomainRecord): string {
  if (intentOf(record) === 'unmapped') return 'unmapped';
  const { siteId, alias, stage, certificate, askedBy, nextCheckAt } = record;
  const next = isLive(stage) ? null : nextCheckAt;
  const told = [siteId, alias.state, stage, problemsOf(record), certificate, askedBy?.id, next];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}

/** The record of a mapped domain whose diagnosis is to be sent. */
export function toBeTold(record: DomainRecord, now: number): DomainRecord {
  if (record.telling !== null || intentOf(record) === 'unmapped') return record;
  return { ...record, telling: { told: null, failures: 0, at: now } };
}

/**
 * The record after a diagnosis was sent. Failures are retried until they succeed; a missing plugin is retried
 * once a day.
 */
export function applyDiagnosisTold(
  record: DomainRecord,
  { fingerprint, result }: DiagnosisTold,
  { now, random }: Circumstances,
): DomainRecord {
  const { telling } = record;
  if (telling === null) return record;
  const next = (change: Partial<Telling>) => ({ ...record, telling: { ...telling, ...change } });
  switch (result.kind) {
    case 'told':
      return next({ told: fingerprint, failures: 0, at: now });
    case 'absent':
      return next({ failures: 0, at: now + dailyMs(random) });
    case 'not-configured':
      return { ...record, telling: null };
    case 'put-off':
      return next({ at: result.until });
    case 'overtaken':
      return next({ told: IN_DOUBT, at: result.until });
    case 'failed': {
      const failures = telling.failures + 1;
      return next({
        // Otherwise nothing would be sent if the record soon returned to its former state, or the domain were unmapped.
        ...(result.inDoubt && { told: IN_DOUBT }),
        failures,
        at: now + Math.max(longBackoffMs(failures, random), result.retryAfterMs ?? 0),
      });
    }
  }
}
