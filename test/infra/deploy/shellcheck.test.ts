import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { ROOT } from './scripts.ts';
import { describeWith } from './tools.ts';

describeWith(['shellcheck'], 'shellcheck', () => {
  it('finds no fault in the scripts', () => {
    const scripts = globSync(['closte-domains', 'infra/{,deploy/**/}*.sh'], { cwd: ROOT });
    assert.ok(scripts.length > 10);
    const { stdout, status } = spawnSync('shellcheck', scripts, { cwd: ROOT, encoding: 'utf8' });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
});
