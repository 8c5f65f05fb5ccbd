import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { messageSchema } from '../../shared/events/message-schema.ts';

/**
 * Writes the JSON Schema of the messages for publishers, or with `--check` tells whether the one
 * in the tree is still what the schema of the code says.
 */

const path = fileURLToPath(
  new URL('../../shared/events/domain-event.schema.json', import.meta.url),
);

const schema = {
  $id: 'https://closte-domain-sync.invalid/domain-event.schema.json',
  title: 'A message on the topic closte-domain-events, version 1',
  ...toJsonSchema(messageSchema, {
    target: 'draft-2020-12',
    // Whether an address is one, only code can tell; publishers get the rest.
    ignoreActions: ['check'],
  }),
};

const text = formatted(`${JSON.stringify(schema)}\n`);

if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
} else if (readFileSync(path, 'utf8') !== text) {
  console.error(`${path} is not what the code says: run "npm run generate"`);
  process.exitCode = 1;
}

/** As the project's formatter has it, so that the file passes the check of style as well. */
function formatted(json: string): string {
  return execFileSync('biome', ['format', `--stdin-file-path=${path}`], {
    input: json,
    encoding: 'utf8',
  });
}
