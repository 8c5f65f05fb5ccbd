import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { deliver } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { listeningOn } from '../support/listening.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const KEY = 'Closte/key+that=nobody&sees';
const MULTISITE = { key: 'ck-of-the-multisite', secret: 'cs/of+the=multisite' };
const BASIC = Buffer.from(`${MULTISITE.key}:${MULTISITE.secret}`).toString('base64');

/** Every way in which a secret may be written. */
const SPELLINGS = [KEY, MULTISITE.secret].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ k: secret }).toString().slice(2),
  Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
]);

/** Answers of neighbours that repeat the whole request. */
const ECHOES: Readonly<Record<string, (response: ServerResponse, sent: string) => void>> = {
  'with HTTP 500': (response, sent) => void response.writeHead(500).end(sent),
  'with HTTP 401': (response, sent) =>
    void response.writeHead(401).end(JSON.stringify({ success: false, error: sent })),
  'as the reason of an error': (response, sent) =>
    void response.end(JSON.stringify({ success: false, error: sent, code: sent, message: sent })),
  'in a redirect': (response, sent) =>
    void response.writeHead(302, { location: `/?again=${encodeURIComponent(sent)}` }).end(),
  'in the time to wait': (response, sent) =>
    void response.writeHead(429, { 'retry-after': encodeURIComponent(sent) }).end(sent),
};

describe('no secret leaks if a neighbour repeats the request', () => {
  let outside: Outside;
  let servers: Server[];
  let settings: Record<string, string>;
  let echo = ECHOES['with HTTP 500'];
  let heard: string[] = [];

  before(async () => {
    outside = await startOutside();
    const echoing = async (request: IncomingMessage, response: ServerResponse) => {
      const body = decodeURIComponent(await text(request));
      const sent = `${request.url} ${request.headers.authorization} ${body}`;
      heard.push(sent);
      echo?.(response, sent);
    };
    const secretManager = (request: IncomingMessage, response: ServerResponse) => {
      const secret = request.url?.includes('closte') ? KEY : `${MULTISITE.key}:${MULTISITE.secret}`;
      const payload = { data: Buffer.from(secret).toString('base64') };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name: 'v', payload }));
    };
    servers = [createServer(echoing), createServer(secretManager)];
    const [neighbour, manager] = await Promise.all(servers.map(listeningOn));
    const { CLOSTE_CLIENT_API_KEY: _, ...environment } = outside.environment;
    settings = {
      ...environment,
      CLOSTE_API_URL: `${neighbour}/api/client`,
      CLOSTE_API_KEY_SECRET: 'projects/p/secrets/closte/versions/latest',
      MULTISITE_API_URL: `${neighbour}/wp-json`,
      MULTISITE_API_SECRET: 'projects/p/secrets/multisite/versions/latest',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: `${manager}/`,
      LOG_LEVEL: 'debug',
    };
  });
  after(async () => {
    for (const server of servers ?? []) server.closeAllConnections();
    for (const server of servers ?? []) server.close();
    await outside?.close();
  });

  const assertKept = (where: string, content: string) => {
    for (const spelling of [...SPELLINGS, BASIC.slice(0, 30)]) {
      const at = content.indexOf(spelling);
      assert.equal(at, -1, `${where}: ${content.slice(Math.max(0, at - 200), at + 100)}`);
    }
  };

  for (const [index, [how, answer]] of Object.entries(ECHOES).entries()) {
    it(how, async () => {
      echo = answer;
      heard = [];
      const STORE = `sqlite:${join(outside.folder, `echo-${index}.db`)}`;
      const start = (target: string, more = {}) =>
        startFunction(target, { ...settings, STORE, ...more });
      const functions = await Promise.all([
        start('domainEvents', index % 2 === 0 ? { LOG_FORMAT: 'text' } : {}),
        start('reconcileDomains'),
      ]);
      try {
        const answers = await allAnswers(functions);
        assert.ok(
          heard.some((sent) => sent.includes(KEY)),
          'Closte was sent the key',
        );
        assert.ok(
          heard.some((sent) => sent.includes(BASIC)),
          'and the multisite its secret',
        );
        assert.ok(!heard.some((sent) => sent.includes('again=')), 'no redirect was followed');
        assertKept('answers', answers);
        for (const { pid, output } of functions) {
          assertKept('log', output());
          for (const file of ['cmdline', 'environ']) assertKept(file, ofProcess(pid, file));
        }
      } finally {
        await Promise.all(functions.map((one) => one.close()));
      }
      // Pages and reports are made from records, all of which are in the store.
      for (const file of readdirSync(outside.folder)) {
        if (file.startsWith('echo-')) {
          assertKept(file, readFileSync(join(outside.folder, file), 'latin1'));
        }
      }
    });
  }

  /** Makes the functions call each neighbour, and returns their answers. */
  async function allAnswers(functions: readonly FunctionProcess[]): Promise<string> {
    const [events, reconcile] = functions.map(({ url }) => url);
    const message = aMessage('domain.created', { domain: 'echo.example.com', domainId: 5 });
    const delivered = await deliver(`${events}`, message);
    const compared = await fetch(`${reconcile}`, { method: 'POST' });
    return `${await delivered.text()}\n${await compared.text()}`;
  }
});

/** What Linux shows every user about a process. */
function ofProcess(pid: number, file: string): string {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${file}`, 'latin1') : '';
}
