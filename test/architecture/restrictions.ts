import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const configurationSchema = v.object({
  overrides: v.array(
    v.object({
      includes: v.array(v.string()),
      linter: v.object({
        rules: v.object({
          style: v.object({
            noRestrictedImports: v.object({
              level: v.literal('error'),
              options: v.object({
                patterns: v.tuple([
                  v.object({ group: v.tuple([v.string()]), message: v.string() }),
                ]),
              }),
            }),
          }),
        }),
      }),
    }),
  ),
});

/**
 * The rooms that biome.json forbids each room to import. A room that it names twice is an error, since the
 * later override replaces the earlier one.
 */
export function restrictedImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const text = readFileSync(new URL('../../biome.json', import.meta.url), 'utf8');
  const { overrides } = v.parse(configurationSchema, JSON.parse(text));
  const restricted = new Map<string, ReadonlySet<string>>();
  for (const { includes, linter } of overrides) {
    const [{ group }] = linter.rules.style.noRestrictedImports.options.patterns;
    const [, rooms] = /^\*\*\/\{([a-z,-]+)\}\/\*\*$/.exec(group[0]) ?? [];
    if (rooms === undefined) throw new Error(`biome.json: no list of rooms: ${group[0]}`);
    for (const pattern of includes) {
      const room = pattern.replace(/^shared\//, '').replace(/\*\*$/, '');
      if (restricted.has(room)) throw new Error(`biome.json restricts ${room} twice`);
      restricted.set(room, new Set(rooms.split(',').map((name) => `${name}/`)));
    }
  }
  return restricted;
}
