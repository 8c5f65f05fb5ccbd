import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../../shared/verification/dns/client/', import.meta.url);

describe('the page of the DNS client', () => {
  it('has a line for every file', () => {
    const page = readFileSync(new URL('README.md', FOLDER), 'utf8');
    const told = [...page.matchAll(/^\| `([\w-]+\.ts)` \| \S/gm)].map(([, file]) => file);
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
    assert.deepEqual(told.sort(), files.sort());
  });
});
