import { createHash } from 'node:crypto';
import type { Circumstances } from './circumstances.ts';
import { type DomainRecord, intentOf, problemsOf, type Telling } from './record.ts';
import { dailyMs, longBackoffMs } from './rest.ts';
import { isLive } from './stage.ts';

/**
 * The result of telling the plugin.
 *
 * - `absent`: the plugin is not there, or too old
 * - `not-configured`: the settings name no multisite to tell
 * - `put-off`: the call was not made, since too many are under way; try again at `until`
 */
export type TellingResult =
  | { readonly kind: 'told' | 'absent' | 'not-configured' }
  | { readonly kind: 'put-off'; readonly until: number }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined };

/** A diagnosis that was to be told, and the result. */
export interface DiagnosisTold {
  /** The fingerprint of the diagnosis that was told. */
  readonly fingerprint: string;
  readonly result: TellingResult;
}

/** Stands for the fingerprint where nobody knows what the plugin has; no diagnosis has it. */
export const IN_DOUBT = 'in doubt';

/** When the plugin is to be told how the domain stands; null if it already knows. */
export function tellAt(record: DomainRecord): number | null {
  const { telling } = record;
  if (telling === null || telling.told === fingerprintOf(record)) return null;
  // A plugin that never heard of the domain need not be told that it is gone.
  return intentOf(record) === 'unmapped' && telling.told === null ? null : telling.at;
}

/**
 * A fingerprint of everything that people are told about a domain. The time of a live domain's next look is
 * left out: it is told along with other news, and is no news by itself.
 */
export function fingerprintOf(record: DomainRecord): string {
  if (intentOf(record) === 'unmapped') return 'unmapped';
  const { siteId, alias, stage, certificate, askedBy, nextCheckAt } = record;
  const next = isLive(stage) ? null : nextCheckAt;
  const told = [siteId, alias.state, stage, problemsOf(record), certificate, askedBy?.id, next];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}

/** The record of a mapped domain once the multisite is to be told how the domain stands. */
export function toBeTold(record: DomainRecord, now: number): DomainRecord {
  if (record.telling !== null || intentOf(record) === 'unmapped') return record;
  return { ...record, telling: { told: null, failures: 0, at: now } };
}

/**
 * The record after the plugin was told. Failures are retried without end; a missing plugin is looked for
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
    case 'failed': {
      const failures = telling.failures + 1;
      return next({
        failures,
        at: now + Math.max(longBackoffMs(failures, random), result.retryAfterMs ?? 0),
      });
    }
  }
}
