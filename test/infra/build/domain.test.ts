import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DOMAIN = fileURLToPath(new URL('../../../infra/build/domain.ts', import.meta.url));

/** The output of a separate process, since the module changes the handling of uncaught errors. */
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

describe('the domain in which the bundled framework runs a function', () => {
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
    it(`alone receives an error that is thrown ${way}`, () => {
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

  it('ignores errors that are thrown outside of any domain', () => {
    const listening =
      "process.on('uncaughtException', ({ message }) => console.log('told', message));";
    const thrown = "setTimeout(() => { throw new Error('thrown'); });";
    assert.deepEqual(printed(listening + thrown), ['told thrown']);
    assert.deepEqual(printed(thrown), ['Error: thrown']);
  });
});
