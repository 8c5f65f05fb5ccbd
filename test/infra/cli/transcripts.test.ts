import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { COMMANDS } from '../../../infra/cli/commands.ts';
import { PROGRAM } from '../../support/terminal.ts';
import { describeWith } from '../deploy/tools.ts';
import { fileOf, transcriptsOf } from './transcripts/record.ts';
import { startWorld } from './transcripts/sessions.ts';

describeWith([PROGRAM], 'closte-domains at a terminal', () => {
  let transcripts: ReadonlyMap<string, string>;

  before(async () => {
    await using world = await startWorld();
    transcripts = await transcriptsOf(world.sessions);
  });

  for (const { name } of COMMANDS) {
    it(`shows the recorded output for ${name} ("npm run transcripts" records it again)`, () => {
      const file = fileOf(name);
      assert.equal(transcripts.get(name), existsSync(file) ? readFileSync(file, 'utf8') : '');
    });
  }

  it('has no transcript of a command that does not exist', () => {
    const kept = readdirSync(dirname(fileOf('list')));
    assert.deepEqual(kept.sort(), COMMANDS.map(({ name }) => `${name}.txt`).sort());
  });
});
