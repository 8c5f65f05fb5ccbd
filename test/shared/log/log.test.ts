import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { deliver } from '../../support/deliver.ts';
import { aMessage } from '../../support/events.ts';
import { startFunction } from '../../support/function-process.ts';

const LOG = new URL('../../../shared/log/log.ts', import.meta.url).href;

/** The output of a process whose log has these settings. */
function written(settings: object, statement: string): string {
  const script = `
    const { openLog } = await import(${JSON.stringify(LOG)});
    const log = await openLog(${JSON.stringify(settings)});
    ${statement}`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  assert.equal(child.stderr, '');
  return child.stdout;
}

const service = { name: 'events', revision: 'events-1', project: 'p' };

describe('the log', () => {
  it('is an object a line, its severity in the words of Cloud Logging', () => {
    const settings = { format: 'json', level: 'info' };
    const lines = written(
      settings,
      `log.debug('a'); log.info({ domain: 'shop.example.com' }, 'b'); log.error('c');`,
    );
    const [info, error, ...more] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([info.severity, info.message, info.domain], ['INFO', 'b', 'shop.example.com']);
    assert.deepEqual([error.severity, more], ['ERROR', []]);
    assert.ok(!Number.isNaN(Date.parse(info.time)));
  });

  it('on Cloud Run names the service, and gives errors as Error Reporting groups them', () => {
    const settings = { format: 'json', level: 'info', service };
    const line = JSON.parse(written(settings, `log.error({ err: new Error('broken') }, 'oh');`));
    assert.deepEqual(
      [line.severity, line.message, line.serviceContext],
      ['ERROR', 'oh', { service: 'events', version: 'events-1' }],
    );
    assert.match(line.stack_trace, /^Error: broken\n {4}at /);
  });

  it('on Cloud Run puts each line in its trace, and adds the execution id', async () => {
    const events = await startFunction('domainEvents', {
      K_SERVICE: 'events',
      GOOGLE_CLOUD_PROJECT: 'p',
      PUBSUB_EMULATOR_HOST: '127.0.0.1:1',
      STORE: 'sqlite::memory:',
      LOG_EXECUTION_ID: 'true',
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await deliver(
      events.url,
      aMessage('settings.updated', { settings: { dnsCheckInterval: 60 } }),
      {
        traceparent,
        'function-execution-id': 'execution-7',
      },
    );
    const [line] = events.log().filter(({ type }) => type === 'settings.updated');
    await events.close();
    assert.equal(
      line?.['logging.googleapis.com/trace'],
      'projects/p/traces/0af7651916cd43dd8448eb211c80319c',
    );
    assert.equal(line?.['logging.googleapis.com/spanId'], 'b7ad6b7169203331');
    assert.deepEqual(line?.['logging.googleapis.com/labels'], { execution_id: 'execution-7' });
  });

  for (const [where, more] of [
    ['anywhere', {}],
    ['on Cloud Run', { service }],
  ] as const) {
    it(`${where} has each key once, whatever a line is given`, () => {
      const settings = { format: 'json', level: 'info', ...more };
      const line = written(settings, `log.info({ message: { a: 1 }, severity: 2, time: 3 }, 'b');`);
      const read = JSON.parse(line);
      assert.equal(JSON.stringify(read), line.trim());
      assert.deepEqual(
        [read.message, read.severity, read.message_, read.severity_, read.time_],
        ['b', 'INFO', { a: 1 }, 2, 3],
      );
    });
  }

  it('as text has the reason', () => {
    const settings = { format: 'text', level: 'info' };
    const text = written(settings, `log.warn({ reason: 'a page is missing' }, 'not complete');`);
    assert.match(text, /WARN: not complete {2}a page is missing\n$/);
  });

  it('as text tells the figures of a line that is about no domain', () => {
    const settings = { format: 'text', level: 'info' };
    const text = written(settings, `log.info({ stage: 'done', domains: 12 }, 'domains in stage');`);
    assert.match(text, /INFO: domains in stage {2}stage=done {2}domains=12\n$/);
  });

  it('as text is lines for a person, with the domain and the error', () => {
    const settings = { format: 'text', level: 'info' };
    const text = written(
      settings,
      `log.warn({ domain: 'shop.example.com', err: new Error('broken') }, 'not now');`,
    );
    assert.match(text, /^\[\d\d:\d\d:\d\d\] WARN: shop\.example\.com {2}not now {2}broken\n$/);
  });
});
