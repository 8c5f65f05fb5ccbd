import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The files that the style check reads, and enough rooms to break a rule. */
const COPIED = [
  'biome.json',
  'package.json',
  '.gitignore',
  'shared/domain-name.ts',
  'shared/problems',
  'shared/lifecycle',
  'shared/store',
  'shared/verification/address.ts',
  'shared/multisite',
];

const manifestSchema = v.object({ scripts: v.object({ check: v.string() }) });

const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

/** Lines to add to files of the copy, and the faults that the check must then find. */
const BREACHES: readonly {
  readonly title: string;
  readonly added: Readonly<Record<string, string>>;
  readonly found: readonly string[];
}[] = [
  {
    title: 'lifecycle/ imports from verification/',
    added: {
      'shared/lifecycle/rest.ts': "export { isPublicAddress } from '../verification/address.ts';",
    },
    found: [`shared/lifecycle/rest.ts ${RESTRICTED}`],
  },
  {
    title: 'lifecycle/ imports only a type from verification/',
    added: {
      'shared/lifecycle/rest.ts': "export type * from '../verification/address.ts';",
    },
    found: [`shared/lifecycle/rest.ts ${RESTRICTED}`],
  },
  {
    title: 'lifecycle/ imports from verification/ late',
    added: {
      'shared/lifecycle/rest.ts': "export const late = () => import('../verification/address.ts');",
    },
    found: [`shared/lifecycle/rest.ts ${RESTRICTED}`],
  },
  {
    title: 'two rooms import each other',
    added: {
      'shared/store/added.ts':
        "import { b } from '../multisite/added.ts';\n\nexport const a = () => b;",
      'shared/multisite/added.ts':
        "import { a } from '../store/added.ts';\n\nexport const b = () => a;",
    },
    found: [
      `shared/multisite/added.ts ${RESTRICTED}`,
      `shared/multisite/added.ts ${CYCLE}`,
      `shared/store/added.ts ${RESTRICTED}`,
      `shared/store/added.ts ${CYCLE}`,
    ],
  },
  {
    title: 'two rooms import only types from each other',
    added: {
      'shared/lifecycle/added.ts':
        "import type { B } from '../problems/added.ts';\n\nexport type A = B | 'a';",
      'shared/problems/added.ts':
        "import type { A } from '../lifecycle/added.ts';\n\nexport type B = A | 'b';",
    },
    found: [
      `shared/lifecycle/added.ts ${CYCLE}`,
      `shared/problems/added.ts ${RESTRICTED}`,
      `shared/problems/added.ts ${CYCLE}`,
    ],
  },
  {
    title: 'two files of one room import each other',
    added: {
      'shared/lifecycle/one.ts': "import type { B } from './two.ts';\n\nexport type A = B | 'a';",
      'shared/lifecycle/two.ts': "import type { A } from './one.ts';\n\nexport type B = A | 'b';",
    },
    found: [`shared/lifecycle/one.ts ${CYCLE}`, `shared/lifecycle/two.ts ${CYCLE}`],
  },
];

describe('the style check', () => {
  it('is part of `npm run check`', () => {
    const { scripts } = v.parse(
      manifestSchema,
      JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')),
    );
    assert.ok(scripts.check.split(' && ').includes('npm run check:style'), scripts.check);
  });

  it('accepts the rooms as they are', async () => {
    assert.deepEqual(await checkWith({}), { status: 0, found: [] });
  });

  for (const { title, added, found } of BREACHES) {
    it(`fails when ${title}`, async () => {
      assert.deepEqual(await checkWith(added), { status: 1, found });
    });
  }
});

/** The output of the style check for a copy of some rooms, with lines added to their files. */
async function checkWith(added: Readonly<Record<string, string>>) {
  await using copy = await mkdtempDisposable(join(tmpdir(), 'style-check-'));
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy.path, path), { recursive: true });
  for (const [file, lines] of Object.entries(added))
    appendFileSync(join(copy.path, file), `${lines}\n`);
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['run', '--silent', 'check:style', '--', '--reporter=github'],
    {
      cwd: copy.path,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: [`${ROOT}node_modules/.bin`, process.env.PATH].join(delimiter),
      },
    },
  );
  const found = [...stdout.matchAll(/^::error title=([^,]+),file=([^,]+),/gm)];
  if (status !== 0 && found.length === 0) assert.fail(`${stdout}${stderr}`);
  return {
    status,
    found: found.map(([, rule = '', file = '']) => `${relative(copy.path, file)} ${rule}`).sort(),
  };
}
