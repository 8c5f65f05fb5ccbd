import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../../shared/store/make-folder.ts';

describe('making a folder', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'closte-folders-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('makes those above it too', () => {
    const folder = join(root, 'a/b/c');
    makeFolder(folder);
    assert.ok(existsSync(folder));
  });

  it('leaves one that exists as it is', () => {
    const file = join(root, 'kept');
    writeFileSync(file, '');
    makeFolder(root);
    assert.ok(existsSync(file));
  });

  it('names the file in the place of one', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'a/b')]) {
      assert.throws(() => makeFolder(folder), /'.*\/file'/);
    }
  });

  it('ends where a file system lets nobody make a folder', function () {
    if (process.platform !== 'linux') this.skip();
    assert.throws(() => makeFolder('/proc/nothing/store'), /mkdir '\/proc\/nothing'/);
  });
});
