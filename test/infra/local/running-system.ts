import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Program, type ProgramOptions, run } from './program.ts';

const MAIN = 'infra/local/main.ts';

export type Environment = Readonly<Record<string, string>>;

export interface System {
  readonly program: Program;
  readonly origin: string;
}

/** The JSON of a domain. */
export interface Known {
  readonly stage: string;
  readonly alias: string;
}

/** Systems on one machine, each in a separate process, with a common folder. */
export interface Systems extends AsyncDisposable {
  readonly directory: string;
  start(environment?: Environment, options?: ProgramOptions): Program;
  /** Resolves after the whole start-up message. */
  started(environment?: Environment, options?: ProgramOptions): Promise<System>;
}

/** @param directory by default a new one */
export function systems(directory = mkdtempSync(join(tmpdir(), 'main-test-'))): Systems {
  const running: Program[] = [];
  const start: Systems['start'] = (environment = {}, options = {}) => {
    const own = { PORT: '0', DATA_DIR: directory, SANDBOX_ISSUANCE_SECONDS: '0' };
    const program = run(MAIN, { ...own, ...environment }, options);
    running.push(program);
    return program;
  };
  return {
    directory,
    start,
    async started(environment, options) {
      const program = start(environment, options);
      const [, origin = ''] = await program.writes(/as JSON +(http:\S+)\/domains\n/);
      await program.writes(/\.\/closte-domains list.*\n/);
      return { program, origin };
    },
    async [Symbol.asyncDispose]() {
      for (const program of running) await program[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Publishes an event, whatever the answer is. */
export function publishing(origin: string, type: string, domain: string): Promise<Response> {
  const occurredAt = new Date().toISOString();
  const event = { version: 1, id: occurredAt, type, occurredAt, domain, siteId: 1 };
  const data = Buffer.from(JSON.stringify(event)).toString('base64');
  return fetch(`${origin}/v1/projects/p/topics/closte-domain-events:publish`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ data, attributes: { type } }] }),
  });
}

/** Publishes an event, which must be accepted. */
export async function publish(origin: string, type: string, domain: string): Promise<void> {
  const response = await publishing(origin, type, domain);
  assert.equal(response.status, 200, await response.text());
}

/** The JSON of a domain once it is in this stage. */
export async function inStage({ origin, program }: System, domain: string, stage: string) {
  for (;;) {
    const response = await fetch(`${origin}/domains/${domain}`);
    const known: Known = Object(await response.json());
    if (known.stage === stage) return known;
    await sleep(20);
    if (program.output().includes('Ending')) assert.fail(program.output());
  }
}
