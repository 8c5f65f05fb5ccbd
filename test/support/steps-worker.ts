/** Counts in a thread of its own, apart from the coverage of the tests. */

import { Session } from 'node:inspector/promises';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';

const { counted, measured } = v.parse(
  v.object({ counted: v.string(), measured: v.string() }),
  workerData,
);

/** The items that built-in searches of arrays may have looked at. */
let searched = 0;
const { includes, indexOf } = Array.prototype;
Array.prototype.includes = function (...asked) {
  searched += this.length;
  return includes.apply(this, asked);
};
Array.prototype.indexOf = function (...asked) {
  searched += this.length;
  return indexOf.apply(this, asked);
};

const session = new Session();
session.connect();
await session.post('Profiler.enable');
// From here on V8 optimizes nothing, so that every execution of every block is counted.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const measurable = v.parse(v.record(v.string(), v.function()), { ...(await import(measured)) });

async function stepsSinceLast(): Promise<number> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const blocks = result
    .filter(({ url }) => url.startsWith(counted))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  const steps = blocks.reduce((sum, { count }) => sum + count, searched);
  searched = 0;
  return steps;
}

const questionSchema = v.object({ id: v.number(), name: v.string(), input: v.unknown() });

parentPort?.on('message', async (question: unknown) => {
  const { id, name, input } = v.parse(questionSchema, question);
  try {
    await stepsSinceLast();
    const measure = measurable[name];
    if (!measure) throw new Error(`there is no function ${name} to measure`);
    await measure(input);
    parentPort?.postMessage({ id, steps: await stepsSinceLast() });
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});
