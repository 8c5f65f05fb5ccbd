import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { opened } from '../../../infra/cli/existing-store.ts';
import { workplace } from './cli.ts';

describe('a store that the ops tool cannot use', () => {
  it('because another program has locked it is not reported as wrong', async () => {
    await using place = await workplace();
    const path = `${place.folder}/domains.db`;
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN EXCLUSIVE');
    const other = new DatabaseSync(path, { timeout: 0 });
    await assert.rejects(
      opened({ kind: 'sqlite', path }, async () => other.exec('BEGIN IMMEDIATE')),
      { message: `The store at ${path} is locked by another program; try again.` },
    );
    other.close();
    holder.close();
  });
});
