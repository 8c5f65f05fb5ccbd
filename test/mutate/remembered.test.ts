import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRemembered } from './remembered.ts';

describe('a fault that an earlier run has noticed', () => {
  let root: string;
  const [source, text, by, test] = ['shared/it.ts', 'the fault', 'a title', 'it.test.ts'];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'closte-remembered-'));
    writeFileSync(join(root, test), 'a test');
    open().remember(source, text, { by, tests: [test] });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const open = () => openRemembered(root, join(root, 'cache/memory.json'));

  it('is remembered by later runs', () => {
    assert.equal(open().noticed(source, text), by);
  });

  it('is forgotten once the source has changed', () => {
    assert.equal(open().noticed(source, 'another fault'), undefined);
  });

  it('is forgotten once the test has changed', () => {
    writeFileSync(join(root, test), 'another test');
    assert.equal(open().noticed(source, text), undefined);
  });

  it('is forgotten once the test is gone', () => {
    rmSync(join(root, test));
    assert.equal(open().noticed(source, text), undefined);
  });
});
