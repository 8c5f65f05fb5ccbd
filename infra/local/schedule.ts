import type { Logger } from 'pino';

export interface ScheduleOptions {
  /** What is called. Its signal is aborted when the schedule stops. */
  readonly call: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  /** Until the first call. Default: a second. */
  readonly firstAfterMs?: number;
  /** From the start of one call to the start of the next. Default: a minute. */
  readonly everyMs?: number;
}

export interface Schedule {
  /** Resolves once the call that is under way, if any, has ended. */
  stop(): Promise<void>;
}

/**
 * Calls again and again as Cloud Scheduler does: never two at a time, the next one at once if the
 * one before took too long, and whatever became of it.
 */
export function startSchedule(options: ScheduleOptions): Schedule {
  const { call, log, firstAfterMs = 1000, everyMs = 60_000 } = options;
  const stopped = new AbortController();
  let running: Promise<void> | undefined;
  let timer = setTimeout(run, firstAfterMs);

  function run(): void {
    // By a clock that nobody sets: the other may be put back by a day meanwhile.
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

/** Calls as Cloud Scheduler does: a POST with nothing in it. Every 2xx is a success. */
export function scheduledCall(url: string): ScheduleOptions['call'] {
  return async (signal) => {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
}
