import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server in a process of its own, so that its cost is not counted as ours. */
export interface Server {
  readonly pid: number;
  close(): Promise<void>;
}

const START_MS = 20_000;

/**
 * Starts a program, and waits until it accepts connections at `port`.
 *
 * @throws {Error} with its output, if it ends before that
 */
export async function startServer(
  command: string,
  args: readonly string[],
  port: number,
): Promise<Server> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const endAtOnce = () => child.kill('SIGKILL');
  process.once('exit', endAtOnce);
  const exited = once(child, 'exit');
  const close = async () => {
    process.removeListener('exit', endAtOnce);
    child.kill();
    await exited;
  };
  for (let waitedMs = 0; !(await accepts(port)); waitedMs += 20) {
    if (child.pid === undefined || child.exitCode !== null || waitedMs > START_MS) {
      if (child.exitCode === null) await close();
      throw new Error(`${command} does not start:\n${output}`);
    }
    await sleep(20);
  }
  return { pid: child.pid ?? 0, close };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
