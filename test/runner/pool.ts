import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { NOTHING, type Outcome, outcomeSchema } from './outcome.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

/** The result of a file. */
export interface Report {
  readonly file: string;
  readonly outcome: Outcome;
  /** Lines to print: each test and its result. */
  readonly lines: readonly string[];
}

export interface RunOptions {
  /** How many processes share the work. */
  readonly jobs: number;
  readonly grep?: string | undefined;
  /** Added to the processes' own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** The task of a worker: a file to run, and the titles that tests have to match. */
export interface Task {
  readonly file: string;
  readonly grep?: string | undefined;
}

const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('line'), text: v.string() }),
  v.object({ kind: v.literal('end'), outcome: outcomeSchema }),
]);

/** A worker's messages: each line at once, and the result of the file at the end. */
export type Message = v.InferOutput<typeof messageSchema>;

/**
 * Runs test files, in their order, in a few processes that each take one file after another. Calls `tell`
 * with each file's report. If a process ends while it runs a file, that file has failed, and a new process
 * takes the next.
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
    else resolve({ file, outcome: message.outcome, lines });
  };
  const endEarly = (code: number | null, signal: NodeJS.Signals | null) => {
    const failure = `  Its process ended with ${signal ?? `exit code ${code}`}.`;
    const outcome = { ...NOTHING, failed: 1, failures: [...lines, failure] };
    resolve({ file, outcome, lines: [...lines, file, failure] });
  };
  worker.on('message', listen).once('exit', endEarly);
  // A worker that can no longer be reached has ended, which is handled above.
  worker.send(task, () => {});
  const report = await promise;
  worker.off('message', listen).off('exit', endEarly);
  return report;
}

/** A worker ends by itself once its parent disconnects. */
async function end(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit');
  worker.disconnect();
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
