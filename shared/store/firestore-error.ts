/**
 * Whether the error is gRPC's NOT_FOUND, FAILED_PRECONDITION or ABORTED: the document is gone or was
 * changed meanwhile.
 */
export function isLostRace(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && [5, 9, 10].some((code) => error.code === code)
  );
}
