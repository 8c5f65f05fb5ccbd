/**
 * How often the sweep is to be fired, as cron says it: every minute, which is Cloud Scheduler's
 * finest, for a check interval of up to a minute; else as often as domains are checked.
 *
 * @param checkIntervalSeconds 10 to 300
 */
export function cadenceOf(checkIntervalSeconds: number): string {
  const minutes = Math.max(1, Math.ceil(checkIntervalSeconds / 60));
  return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
}
