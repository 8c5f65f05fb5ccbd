import type { Logger } from 'pino';

export interface ScheduleOptions {
  /** The function to call. Its signal is aborted when the schedule stops. */
  readonly call: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  /** The time until the first call, in milliseconds. Default: a second. */
  readonly firstAfterMs?: number;
  /** The time from the start of one call to the start of the next, in milliseconds. Default: a minute. */
  readonly everyMs?: number;
}

export interface Schedule {
  /** Resolves once the call that is under way, if any, has ended. */
  stop(): Promise<void>;
}

/**
 * Calls repeatedly as Cloud Scheduler does: never two calls at a time, the next one at once if the
 * last one took too long, and whatever the result.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { call, log, firstAfterMs = 1000, everyMs = 60_000 } = options;
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  let timer = setTimeout(run, firstAfterMs);

  function run(): void {
    // By the monotonic clock: the system's clock may be set back by a day meanwhile.
    const startedAt = performance.now();
    running = call(stopped.signal)
      .catch((err) => {
        if (!stopped.signal.aborted) log.warn({ err }, 'the scheduled call failed:');
      })
      .finally(() => {
        if (stopped.signal.aborted) return;
        timer = setTimeout(run, Math.max(startedAt + everyMs - performance.now(), 0));
      });
  }

  return {
    async stop() {
      clearTimeout(timer);
      stopped.abort();
      await running;
    },
  };
}

/**
 * Calls as Cloud Scheduler does: a POST without a body, or with JSON.
 *
 * @throws {Error} if the answer is not a 2xx
 */
export function scheduledCall(url: string, body?: object): ScheduleOptions['call'] {
  const post = {
    method: 'POST',
    redirect: 'manual',
    ...(body && { body: JSON.stringify(body) }),
  } as const;
  return async (signal) => {
    const response = await fetch(url, { ...post, signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
}
