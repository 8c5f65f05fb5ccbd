/** SQLITE_BUSY: another process has the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCodeOf(error) === 5;
}

/** SQLITE_FULL: there is no room for what was to be written. */
export function isFull(error: unknown): boolean {
  return primaryCodeOf(error) === 13;
}

/** The lowest byte of an extended error code is its primary code. */
function primaryCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
