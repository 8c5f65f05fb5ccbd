import type { Settings } from '../../../shared/settings/settings.ts';
import { fetchFailure } from '../fetch-failure.ts';
import { type PartFinding, skipped, well, wrong } from './finding.ts';

const TIMEOUT_MS = 5000;

/** A claim lasts a minute, and an event counts as at most a minute from now. */
const FAR_MS = 30_000;

/** Whether this machine's clock agrees with that of Closte's server, whose answers have the time. */
export async function examineClock(
  { closteApiKey, closteApiUrl }: Settings,
  now: () => number,
): Promise<PartFinding> {
  const part = 'the clock';
  if (closteApiKey === undefined)
    return skipped(part, 'no key of Closte is set, so Closte is not asked');
  try {
    const response = await fetch(closteApiUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const told = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(told)) return skipped(part, `${closteApiUrl} does not give the time`);
    const offMs = now() - told;
    const seen = `${Math.round(Math.abs(offMs) / 1000)} s from that of ${new URL(closteApiUrl).host}`;
    return Math.abs(offMs) <= FAR_MS
      ? well(part, seen)
      : wrong(part, seen, 'Set the clock: timedatectl set-ntp true');
  } catch (error) {
    return skipped(part, `${closteApiUrl} cannot be asked: ${fetchFailure(error)}`);
  }
}
