import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { NOTHING, type Outcome, outcomeSchema } from './outcome.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** What came of a file. */
export interface Report {
  readonly file: string;
  readonly outcome: Outcome;
  /** What its tests said, as it is to be printed. */
  readonly lines: readonly string[];
  /** The same of those that failed, with all there is to know. */
  readonly failures: readonly string[];
}

export interface RunOptions {
  /** How many processes share the work. */
  readonly jobs: number;
  readonly grep?: string | undefined;
  /** Added to the processes' own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** What a worker is asked for. */
export interface Task {
  readonly file: string;
  readonly grep?: string | undefined;
}

const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('line'), text: v.string() }),
  v.object({ kind: v.literal('end'), outcome: outcomeSchema, failures: v.array(v.string()) }),
]);

/** What a worker says: each line at once, and what came of the file in the end. */
export type Message = v.InferOutput<typeof messageSchema>;

/**
 * Runs test files in processes that take them one after the other, in their order, and tells of each
 * once it has ended. A process that ends with its file fails it, and another goes on.
 */
export async function runFiles(
  files: readonly string[],
  { jobs, grep, environment = {} }: RunOptions,
  tell: (report: Report) => void,
): Promise<void> {
  const waiting = [...files];
  const start = () => fork(WORKER, { env: { ...process.env, ...environment } });

  async function work(): Promise<void> {
    let worker: ChildProcess | undefined;
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (worker === undefined || hasEnded(worker)) worker = start();
      tell(await runIn(worker, { file, grep }));
    }
    if (worker !== undefined && !hasEnded(worker)) await end(worker);
  }
  await Promise.all(Array.from({ length: Math.min(jobs, files.length) }, work));
}

async function runIn(worker: ChildProcess, task: Task): Promise<Report> {
  const { promise, resolve } = Promise.withResolvers<Report>();
  const { file } = task;
  const lines: string[] = [];
  const listen = (sent: unknown) => {
    const message = v.parse(messageSchema, sent);
    if (message.kind === 'line') lines.push(message.text);
    else resolve({ file, outcome: message.outcome, lines, failures: message.failures });
  };
  const endEarly = (code: number | null, signal: NodeJS.Signals | null) => {
    const failure = `  Its process ended with ${signal ?? `exit code ${code}`}.`;
    const outcome = { ...NOTHING, failed: 1 };
    resolve({ file, outcome, lines: [...lines, file, failure], failures: [...lines, failure] });
  };
  worker.on('message', listen).once('exit', endEarly);
  // That it cannot be told is told by its end.
  worker.send(task, () => {});
  const report = await promise;
  worker.off('message', listen).off('exit', endEarly);
  return report;
}

/** It ends by itself once nobody can ask it for more. */
async function end(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit');
  worker.disconnect();
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
