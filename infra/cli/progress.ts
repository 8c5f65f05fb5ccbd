const SHOWN_AFTER_MS = 2000;
/** Clears the current line of a terminal. */
export const CLEARED_LINE = '\r\u001b[K';

let isShown = false;
/** While a person is asked something, nothing is written over the question. */
let isAsking = false;

/** Shows on a terminal that work goes on, once it takes long, until it has ended. */
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

/** Makes room for a line of the answer, where progress is shown. */
export function clearProgress(): void {
  if (isShown) process.stderr.write(CLEARED_LINE);
  isShown = false;
}

/** Asks a person something, where progress is shown otherwise. */
export async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  clearProgress();
  isAsking = true;
  try {
    return await ask();
  } finally {
    isAsking = false;
  }
}
