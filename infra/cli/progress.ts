const SHOWN_AFTER_MS = 2000;
const CLEARED_LINE = '\r\u001b[K';

/** Shows on a terminal that something goes on, once it takes long, until it has ended. */
export async function withProgress<Result>(
  doing: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work();
  const startedAt = Date.now();
  let isShown = false;
  const timer = setInterval(() => {
    const waitedMs = Date.now() - startedAt;
    if (waitedMs < SHOWN_AFTER_MS) return;
    isShown = true;
    process.stderr.write(`${CLEARED_LINE}${doing} … ${Math.floor(waitedMs / 1000)} s`);
  }, 500);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (isShown) process.stderr.write(CLEARED_LINE);
  }
}
