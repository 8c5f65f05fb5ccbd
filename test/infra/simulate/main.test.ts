import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../infra/simulate/main.ts', import.meta.url));

describe('npm run simulate', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

  it('shows exactly the requested numbers', () => {
    const { stdout, status } = run('--domains=1439', '--others=15');
    assert.match(stdout, /^\| 1,439 \| all is well \|/m);
    assert.equal(status, 0);
  });

  for (const [option, ...values] of [
    ['others', '16', '-1', 'abc', ''],
    ['domains', '1e6', '1,,2', '999999999999'],
  ]) {
    for (const value of values) {
      it(`refuses --${option}=${value} in one line`, () => {
        const { stderr, status } = run(`--${option}=${value}`);
        assert.match(stderr, new RegExp(`^--${option} takes whole numbers from 0 to .*\n$`));
        assert.equal(status, 1);
      });
    }
  }
});
