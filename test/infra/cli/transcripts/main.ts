import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileOf, transcriptsOf } from './record.ts';
import { startWorld } from './sessions.ts';

/** Records each session of the ops tool again: `npm run transcripts`. */

const folder = new URL('recorded/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const file of await readdir(folder)) await rm(new URL(file, folder));
await using world = await startWorld();
for (const [command, transcript] of await transcriptsOf(world.sessions)) {
  await writeFile(fileOf(command), transcript);
}
