import type { Settings } from '../../../shared/settings/settings.ts';
import { messageOf, type PartFinding, skipped, well, wrong } from './finding.ts';

const TIMEOUT_MS = 5000;

/** A claim lasts a minute, and an event counts as at most a minute from now. */
const FAR_MS = 30_000;

/** Whether this machine's clock is that of Closte's server, which every answer tells. */
export async function examineClock(
  { closteApiUrl }: Settings,
  now: () => number,
): Promise<PartFinding> {
  const part = 'the clock';
  try {
    const response = await fetch(closteApiUrl, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const told = Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(told)) return skipped(part, `${closteApiUrl} tells no time`);
    const offMs = now() - told;
    const seen = `${Math.round(Math.abs(offMs) / 1000)} s from that of ${new URL(closteApiUrl).host}`;
    return Math.abs(offMs) <= FAR_MS
      ? well(part, seen)
      : wrong(part, seen, 'Have the clock set: timedatectl set-ntp true');
  } catch (error) {
    return skipped(part, `${closteApiUrl} cannot be asked: ${messageOf(error)}`);
  }
}
