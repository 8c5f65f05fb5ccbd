import { format, inspect } from 'node:util';
import Mocha from 'mocha';
import * as v from 'valibot';
import configuration from '../../.mocharc.json' with { type: 'json' };
import { NOTHING, slowestOf, type TimedTest } from './outcome.ts';
import type { Message } from './pool.ts';

/** Runs the test files that its parent names, one after another, until the parent disconnects. */

const taskSchema = v.object({ file: v.string(), grep: v.optional(v.string()) });

const { Base } = Mocha.reporters;
// The parent lists the failures of all files at the end.
Base.prototype.epilogue = () => {};
const say = (message: Message) => process.send?.(message);

// An exit, unlike a signal, lets everything that the tests have started end with this process.
process.on('disconnect', () => process.exit());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.on('message', async (sent) => {
  const { file, grep } = v.parse(taskSchema, sent);
  Base.consoleLog = (...parts) => say({ kind: 'line', text: format(...parts) });
  say(await outcomeOf(file, grep));
});

async function outcomeOf(file: string, grep: string | undefined): Promise<Message> {
  const { timeout } = configuration;
  const chosen = grep === undefined ? {} : { grep: new RegExp(grep) };
  const mocha = new Mocha({ timeout, forbidOnly: true, ...chosen }).addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    return { kind: 'end', outcome: { ...NOTHING, failed: 1, failures: [inspect(error)] } };
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const runner = mocha.run(() => resolve());
  const timed: TimedTest[] = [];
  const failed: Mocha.Test[] = [];
  for (const event of ['pass', 'fail'] as const) {
    runner.on(event, (test: Mocha.Test) => {
      timed.push({ title: test.fullTitle(), durationMs: test.duration ?? 0 });
      if (event === 'fail') failed.push(test);
    });
  }
  await promise;
  // Mocha leaves its listeners behind.
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.removeAllListeners(event);
  }
  const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
  return {
    kind: 'end',
    outcome: {
      passed: passes,
      failed: failures,
      skipped: pending,
      slowest: slowestOf(timed),
      failures: failed.length === 0 ? [] : listed(failed),
    },
  };
}

/** Mocha's own list of failures. */
function listed(failed: Mocha.Test[]): string[] {
  const lines: string[] = [];
  Base.consoleLog = (...parts) => lines.push(format(...parts));
  Base.list(failed);
  return lines;
}
