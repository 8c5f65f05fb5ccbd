import assert from 'node:assert/strict';
import { drawnRooms } from './diagram.ts';
import { type Import, importsOf, roomOf, sourceOf, sources } from './imports.ts';
import { restrictedImports } from './restrictions.ts';

/** The one file of `shared/` that is in no room, and that every file may import. */
const DOMAIN_NAME = 'domain-name.ts';

const rooms = drawnRooms();
const names = rooms.map(({ name }) => name);
const between = sources()
  .flatMap((file) => importsOf(file))
  .filter(({ from, to }) => roomOf(from) !== roomOf(to));

describe('the rooms that ARCHITECTURE.md draws', () => {
  it('are all the existing rooms, each drawn once', () => {
    const inTree = new Set(sources().map(roomOf));
    inTree.delete(DOMAIN_NAME);
    assert.deepEqual([...names].sort(), [...inTree].sort());
  });

  it('hold all of shared/ but domain-name.ts', () => {
    const loose = sources().filter((file) => /^shared\/[^/]+$/.test(file));
    assert.deepEqual(loose, [`shared/${DOMAIN_NAME}`]);
  });

  it('stand on five floors, each room above those that it imports', () => {
    const floors = [...new Set(rooms.map(({ floor }) => floor))];
    assert.deepEqual(floors, ['entries', 'engine', 'effects', 'core', 'foundations']);
    const rank = (name: string) =>
      floors.indexOf(rooms.find((room) => room.name === name)?.floor ?? '');
    const upwards = rooms.flatMap(({ name, imports }) =>
      [...imports].filter((other) => rank(other) < rank(name)).map((other) => `${name} → ${other}`),
    );
    assert.deepEqual(upwards, []);
  });

  it('let no two rooms import each other, not even indirectly', () => {
    const left = new Map(rooms.map(({ name, imports }) => [name, new Set(imports)]));
    for (let before = -1; before !== left.size; ) {
      before = left.size;
      for (const [name, imports] of left) {
        if (![...imports].some((other) => left.has(other))) left.delete(name);
      }
    }
    assert.deepEqual([...left.keys()], []);
  });

  for (const { name, imports, typesOnly } of rooms) {
    it(`let ${name} import only the rooms in its row`, () => {
      const isAllowed = ({ to, isTypeOnly }: Import) =>
        roomOf(to) === DOMAIN_NAME ||
        (imports.has(roomOf(to)) && (isTypeOnly || !typesOnly.has(roomOf(to))));
      const ofRoom = between.filter(({ from }) => roomOf(from) === name);
      assert.deepEqual(
        ofRoom.filter((one) => !isAllowed(one)),
        [],
      );
    });
  }

  it('name individually only rooms that are imported', () => {
    const isNeeded = (name: string, other: string) =>
      between.some(({ from, to }) => roomOf(from) === name && roomOf(to) === other);
    const unneeded = rooms.flatMap(({ name, named }) =>
      [...named].filter((other) => !isNeeded(name, other)).map((other) => `${name} → ${other}`),
    );
    assert.deepEqual(unneeded, []);
  });

  it('are enforced by biome.json exactly as drawn', () => {
    const drawn = new Map([[DOMAIN_NAME, names]]);
    for (const { name, imports } of rooms) {
      drawn.set(
        name,
        names.filter((other) => !imports.has(other)),
      );
    }
    const restricted = restrictedImports();
    for (const [name, others] of drawn) {
      // A room may import itself, and only one of the two documents needs to say so.
      const withoutItself = (list: Iterable<string>) => [...list].filter((other) => other !== name);
      const enforced = withoutItself(restricted.get(name) ?? []);
      assert.deepEqual(enforced.sort(), withoutItself(others).sort(), name);
    }
    const unknown = [...restricted.keys()].filter((name) => !drawn.has(name));
    assert.deepEqual(unknown, []);
  });

  it('have a core that imports nothing with effects outside', () => {
    const PURE = [
      "import * as v from 'valibot';",
      "import { createHash } from 'node:crypto';",
      "import { getDomain } from 'tldts';",
      "import { isIP } from 'node:net';",
    ];
    const core = new Set(rooms.filter(({ floor }) => floor === 'core').map(({ name }) => name));
    const imported = sources()
      .filter((file) => core.has(roomOf(file)))
      .flatMap((file) => sourceOf(file).match(/^import .* from '[^.].*$/gm) ?? []);
    assert.deepEqual([...new Set(imported)].sort(), PURE);
  });
});

describe('the imports of a file', () => {
  it('are found whether static, dynamic or of types, and marked if they are only of types', () => {
    const source = `
import { a } from '../store/a.ts';
import type { B } from '../store/b.ts';
import {
  type C,
  c,
} from '../../../async/c.ts';
import './d.ts';
import { pino } from 'pino';
export { e } from './e.ts';
export type { F } from './f.ts';
export * from './g.ts';
const { h } = await import('./h.ts');
const i: import('./i.ts').I = h;
`;
    const found = importsOf('shared/verification/dns/client/x.ts', source);
    assert.deepEqual(
      found.map(({ to, isTypeOnly }) => `${to}${isTypeOnly ? ' (types)' : ''}`),
      [
        'shared/verification/dns/store/a.ts',
        'shared/verification/dns/store/b.ts (types)',
        'shared/async/c.ts',
        'shared/verification/dns/client/d.ts',
        'shared/verification/dns/client/e.ts',
        'shared/verification/dns/client/f.ts (types)',
        'shared/verification/dns/client/g.ts',
        'shared/verification/dns/client/h.ts',
        'shared/verification/dns/client/i.ts (types)',
      ],
    );
  });

  it('are all written in a form that is found', () => {
    const hidden = sources().filter((file) => /\bimport\((?!')|\brequire\(/.test(sourceOf(file)));
    // These load built files, which are not in the tree.
    assert.deepEqual(hidden, ['infra/build/launch.ts', 'infra/build/warm.ts']);
  });
});
