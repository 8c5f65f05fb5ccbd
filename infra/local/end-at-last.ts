/**
 * Ends the process after a time, unless it has ended by itself: a sweep that waits for domains to fall due
 * cannot be cancelled by its caller, and would hold the process for up to a minute. Its domains
 * stay due.
 *
 * @param afterMs in milliseconds
 */
export function endAtLast(afterMs: number): void {
  setTimeout(() => process.exit(), afterMs).unref();
}
