import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DOMAIN = fileURLToPath(new URL('../../../infra/build/domain.ts', import.meta.url));

/** The output of a process of its own, since the module changes what happens to uncaught errors. */
function printed(script: string): string[] {
  const code = `import { create } from ${JSON.stringify(DOMAIN)};
    const inDomain = (name, act) => {
      const domain = create();
      domain.on('error', (error) => console.log(name + ': ' + error.message));
      domain.run(act);
    };
    ${script}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code]);
  const ended = stderr.toString().match(/^Error: .*$/m)?.[0];
  return [...stdout.toString().trim().split('\n'), ...(ended ? [ended] : [])].filter(Boolean);
}

describe('the domain that the bundled framework runs a function in', () => {
  const ways = {
    'from a timer': "setTimeout(() => { throw new Error('thrown'); }, 1)",
    'at the next tick': "process.nextTick(() => { throw new Error('thrown'); })",
    'from a microtask': "queueMicrotask(() => { throw new Error('thrown'); })",
    'from an emitter': "setImmediate(() => process.stdin.emit('error', new Error('thrown')))",
    'by a promise': "Promise.reject(new Error('thrown'))",
    'after an await':
      "(async () => { await null; setTimeout(() => { throw new Error('thrown'); }); })()",
  };
  for (const [way, script] of Object.entries(ways)) {
    it(`receives an error that is thrown ${way}, and no other one does`, () => {
      assert.deepEqual(
        printed(`inDomain('other', () => {}); inDomain('one', () => { ${script} });`),
        ['one: thrown'],
      );
    });
  }

  it('is the current one, and binds callbacks to itself', () => {
    const script = `let bound;
      inDomain('one', () => { bound = process.domain.bind(() => setTimeout(() => { throw new Error('thrown'); })); });
      console.log(process.domain);
      bound();`;
    assert.deepEqual(printed(script), ['undefined', 'one: thrown']);
  });

  it('leaves errors that are thrown outside of any domain to others', () => {
    const listening =
      "process.on('uncaughtException', ({ message }) => console.log('told', message));";
    const thrown = "setTimeout(() => { throw new Error('thrown'); });";
    assert.deepEqual(printed(listening + thrown), ['told thrown']);
    assert.deepEqual(printed(thrown), ['Error: thrown']);
  });
});
