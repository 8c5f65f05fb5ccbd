const SHOWN_AFTER_MS = 2000;

/** Clears the current line of a terminal. */
export const CLEARED_LINE = '\r\u001b[K';

let isShown = false;
/** While a person is being asked, nothing may be written over the question. */
let isAsking = false;

/** Shows on a terminal, from two seconds after the start until the end, that the work is under way. */
export async function withProgress<Result>(
  doing: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work();
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const waitedMs = Date.now() - startedAt;
    if (waitedMs < SHOWN_AFTER_MS || isAsking) return;
    isShown = true;
    process.stderr.write(`${CLEARED_LINE}${doing} … ${Math.floor(waitedMs / 1000)} s`);
  }, 500);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    clearProgress();
  }
}

/** Clears the line that shows progress, to make room for a line of the answer. */
export function clearProgress(): void {
  if (isShown) process.stderr.write(CLEARED_LINE);
  isShown = false;
}

/** Asks a person something, and shows no progress meanwhile. */
export async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  clearProgress();
  isAsking = true;
  try {
    return await ask();
  } finally {
    isAsking = false;
  }
}
