/** SQLITE_BUSY, or one of its kinds, which have it in the lowest byte: another process has the lock. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error && 'errcode' in error)) return false;
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;
}
