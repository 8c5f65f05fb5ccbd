/**
 * Ends the process unless it ends by itself before: a sweep that waits for domains to come due
 * cannot be called off by its caller, and would hold the process for up to a minute. What it was
 * about to do stays due.
 */
export function endAtLast(afterMs: number): void {
  setTimeout(() => process.exit(), afterMs).unref();
}
