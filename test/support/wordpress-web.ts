import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

const START_MS = 120_000;

/** The response to a request. */
export interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** PHP's own web server, with WordPress in it. */
export interface WebServer {
  /** `http://127.0.0.1:…` */
  readonly origin: string;
  /** Requests `http://<host><path>`. */
  get(host: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Page>;
  /** Sends a body: a form by POST, or JSON by PUT. */
  send(
    method: 'POST' | 'PUT',
    host: string,
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>;
  close(): Promise<void>;
}

export interface WebServerOptions {
  readonly root: string;
  readonly router: string;
  /** Arguments of PHP. */
  readonly settings: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) endGroup(child);
});

/** Kills the process group; returns whether there was still one to kill. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false;
  return process.kill(-pid, 'SIGKILL');
}

export async function serveWordPress(options: WebServerOptions): Promise<WebServer> {
  const { root, router, settings, environment } = options;
  const port = await freePort();
  const args = [...settings, '-S', `127.0.0.1:${port}`, '-t', root, router];
  const { PATH = '' } = process.env;
  // Its workers are processes: a process group of their own lets us end all of them.
  const child = spawn('php', args, {
    env: { PATH, PHP_CLI_SERVER_WORKERS: '4', ...environment },
    stdio: 'ignore',
    detached: true,
  });
  running.add(child);
  const get: WebServer['get'] = (host, path, headers = {}) => ask(port, host, path, { headers });
  for (let waitedMs = 0; !(await isThere(get)); waitedMs += 50) {
    if (child.exitCode !== null || waitedMs > START_MS) throw new Error('PHP does not serve');
    await sleep(50);
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    get,
    send: (method, host, path, body, headers = {}) => {
      const type = method === 'PUT' ? 'application/json' : 'application/x-www-form-urlencoded';
      const asked = { method, body, headers: { 'content-type': type, ...headers } };
      return ask(port, host, path, asked);
    },
    async close() {
      if (running.delete(child) && endGroup(child)) await once(child, 'exit');
    },
  };
}

async function isThere(get: WebServer['get']): Promise<boolean> {
  return get('127.0.0.1', '/license.txt').then(
    () => true,
    () => false,
  );
}

interface Asked {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(
  port: number,
  host: string,
  path: string,
  { method = 'GET', headers, body: sending }: Asked,
): Promise<Page> {
  const to = { host: '127.0.0.1', port, path, method };
  const sent = request({ ...to, headers: { ...headers, host } }).end(sending);
  const [response] = await once(sent, 'response');
  const body = await text(response);
  return {
    status: response.statusCode,
    headers: response.headers,
    body,
  };
}
