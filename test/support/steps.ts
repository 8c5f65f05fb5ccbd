import { Worker } from 'node:worker_threads';
import * as v from 'valibot';

/** Counts the steps of a function: unlike time, they are the same on every machine, busy or not. */
export interface StepCounter extends AsyncDisposable {
  /**
   * How often the blocks of the counted code are executed while the function `name` of the measured module
   * works on `input`, plus the items that searches of arrays look at. Other built-in functions are not
   * counted, nor are regular expressions, which `npm run check` judges.
   */
  steps(name: string, input: unknown): Promise<number>;
}

const replySchema = v.union([
  v.object({ id: v.number(), steps: v.number() }),
  v.object({ id: v.number(), error: v.unknown() }),
]);

/**
 * @param measured a module of functions that take one argument, which must be structured-cloneable
 * @param counted the folder of the code whose steps count
 */
export function stepCounter(
  measured: URL,
  counted = new URL('../../shared/', import.meta.url),
): StepCounter {
  // Without the variable by which c8 makes each thread write its coverage.
  const { NODE_V8_COVERAGE: _, ...env } = process.env;
  const worker = new Worker(new URL('./steps-worker.ts', import.meta.url), {
    workerData: { measured: measured.href, counted: counted.href },
    env,
  });
  const waiting = new Map<number, PromiseWithResolvers<number>>();
  worker.on('message', (message: unknown) => {
    const reply = v.parse(replySchema, message);
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('steps' in reply) asked?.resolve(reply.steps);
    else asked?.reject(reply.error);
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  let last = 0;
  return {
    steps(name, input) {
      const asked = Promise.withResolvers<number>();
      last++;
      waiting.set(last, asked);
      worker.postMessage({ id: last, name, input });
      return asked.promise;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
