/**
 * Ends the process unless it ends by itself before: a sweep that waits for domains to fall due
 * cannot be cancelled by its caller, and would hold the process for up to a minute. Its domains
 * stay due.
 */
export function endAtLast(afterMs: number): void {
  setTimeout(() => process.exit(), afterMs).unref();
}
