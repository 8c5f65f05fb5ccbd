import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a request belongs in its trace, by the W3C's `traceparent` header. */
export interface Trace {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

const current = new AsyncLocalStorage<Trace>();

/** Does `work` with its log lines in the trace that `traceparent` names, if it names one. */
export function inTrace<Result>(traceparent: string | undefined, work: () => Result): Result {
  const trace = parse(traceparent);
  return trace ? current.run(trace, work) : work();
}

/** The trace of the request that is being answered; an empty object outside of one. */
export function currentTrace(): Trace | Record<string, never> {
  return current.getStore() ?? {};
}

/** `00-<32 hex digits>-<16 hex digits>-<2 hex digits>` (W3C Trace Context, 3.2). */
function parse(traceparent = ''): Trace | undefined {
  const [, trace_id, span_id, trace_flags] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(traceparent) ?? [];
  if (trace_id === undefined || span_id === undefined || trace_flags === undefined)
    return undefined;
  return { trace_id, span_id, trace_flags };
}
