import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { CHOSEN } from './chosen.ts';
import { chosenIn, mutantsOf } from './mutants.ts';
import { mutated, mutationsIn } from './mutations-in.ts';
import { ROOMS } from './rooms.ts';

const ROOT = process.cwd();

describe('the faults that a source is given', () => {
  const faults: readonly (readonly [source: string, mutants: readonly string[]])[] = [
    ['const isFew: boolean = count < 3;', ['const isFew: boolean = count <= 3;']],
    ['use(a && b);', [';', 'use(a || b);']],
    ['const it = found ?? other;', ['const it = found;']],
    ['const no = !yes;', ['const no = yes;']],
    ['if (a) b = 1;', ['if (false) b = 1;', 'if (true) b = 1;', 'if (a) ;']],
    ['const it = a ? 1 : 2;', ['const it = false ? 1 : 2;', 'const it = true ? 1 : 2;']],
    ['const it = all.every(one);', ['const it = all.some(one);']],
    [
      'const it = { ...a, b, c: true };',
      [
        'const it = { ...a, c: true };',
        'const it = { ...a, b };',
        'const it = { ...a, b, c: false };',
      ],
    ],
    ['const it = one.toString();', []],
    ["const it = 'a' + b;", []],
    ['const it = a /* + */ + b;', []],
  ];
  for (const [source, mutants] of faults) {
    it(`are ${mutants.length} in ${source}`, () => {
      const made = mutationsIn(source).map((mutation) => mutated(source, mutation));
      assert.deepEqual(made, mutants);
    });
  }

  it('are found in every source of every room', () => {
    for (const { name, sources } of ROOMS) {
      const files = globSync([...sources], { cwd: ROOT });
      const found = files.flatMap((file) => mutationsIn(readFileSync(file, 'utf8')));
      assert.ok(found.length > 0, name);
    }
  });

  it('are the same each time for the same seed', () => {
    for (const room of ROOMS) {
      const once = mutantsOf(ROOT, room, room.sample, 7);
      assert.ok(once.length >= room.sample);
      assert.deepEqual(mutantsOf(ROOT, room, room.sample, 7), once);
      assert.notDeepEqual(mutantsOf(ROOT, room, room.sample, 8), once);
    }
  });

  it('are at least 150', () => {
    assert.ok(ROOMS.reduce((sum, { sample }) => sum + sample, 0) >= 150);
  });
});

describe('the faults chosen by hand', () => {
  const ofRooms = new Set(ROOMS.flatMap(({ sources }) => globSync([...sources], { cwd: ROOT })));

  for (const file of new Set(CHOSEN.map((one) => one.file))) {
    it(`apply to ${file}`, () => {
      assert.ok(ofRooms.has(file), 'it is in no room');
      assert.ok(chosenIn(file, readFileSync(file, 'utf8')).length > 0);
    });
  }
});
