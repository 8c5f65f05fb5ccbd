import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMON_OPTIONS } from '../../infra/cli/arguments.ts';
import { COMMANDS } from '../../infra/cli/commands.ts';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The documents of the tree, whether they are committed or not. */
const documents = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The names that GitHub gives to the headings of a page. */
function anchorsIn(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

/** The code of a page, which a shell or a person is to run. */
function codeIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```[^\n]*\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const spans = [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)];
  return [...blocks.flatMap((block) => block.split('\n')), ...spans.map(([, code = '']) => code)];
}

describe('the documents', () => {
  it('are all found', () => {
    assert.ok(documents.includes('README.md') && documents.includes('docs/problems.md'));
  });

  for (const path of documents) {
    it(`have no dead link: ${path}`, () => {
      const text = textOf(path);
      const dead = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(
        ([, to = '', anchor]) => {
          const target = to === '' ? path : resolve('/', dirname(path), to).slice(1);
          if (!existsSync(join(ROOT, target))) return true;
          if (anchor === undefined || !target.endsWith('.md')) return false;
          return !anchorsIn(textOf(target)).has(anchor);
        },
      );
      assert.deepEqual(
        dead.map(([link]) => link),
        [],
      );
    });

    it(`name no command that does not exist: ${path}`, async () => {
      // The last one is the script that Google's build calls.
      const scripts = [...Object.keys(manifest.scripts), 'gcp-build'];
      const unknown: string[] = [];
      for (const line of codeIn(textOf(path))) {
        for (const [, script = ''] of line.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)) {
          if (!scripts.includes(script)) unknown.push(line);
        }
        for (const [, name = '', rest = ''] of line.matchAll(
          /(?:^|\s|\.\/)closte-domains ([a-z][a-z-]*)([^|#`]*)/g,
        )) {
          const entry = COMMANDS.find((one) => one.name === name);
          if (!entry) {
            if (name !== 'help') unknown.push(line);
            continue;
          }
          const { options } = await entry.load();
          const common = Object.keys(COMMON_OPTIONS);
          for (const [, option = ''] of rest.matchAll(/--([a-z][a-z-]*)/g)) {
            if (!Object.hasOwn(options, option) && !common.includes(option)) unknown.push(line);
          }
        }
      }
      assert.deepEqual(unknown, []);
    });
  }

  for (const script of ['deploy', 'teardown']) {
    it(`name no flag that ${script}.sh does not have`, () => {
      const help = execFileSync(join(ROOT, `infra/${script}.sh`), ['--help'], { encoding: 'utf8' });
      const flags = new Set([...help.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag));
      const unknown = documents.flatMap((path) =>
        codeIn(textOf(path).replaceAll('\\\n', ' ')).flatMap((line) => {
          const [, called = ''] = line.split(new RegExp(`infra/${script}\\.sh`));
          const given = called.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [];
          return given.filter((flag) => flag !== '--help' && !flags.has(flag));
        }),
      );
      assert.deepEqual(unknown, []);
    });
  }

  it('never fetch the ops tool from a registry', () => {
    const asking = documents.filter((path) => /npx closte-domains/.test(textOf(path)));
    assert.deepEqual(asking, []);
  });
});

describe('the examples in the help', () => {
  for (const { name, load } of COMMANDS) {
    it(`of ${name} call ${name}, with options that it has`, async () => {
      const { examples, options } = await load();
      assert.ok(examples.length > 0);
      for (const example of examples) {
        assert.ok(example === name || example.startsWith(`${name} `), example);
        for (const [, option = ''] of example.matchAll(/--([a-z][a-z-]*)/g)) {
          const common = Object.keys(COMMON_OPTIONS);
          assert.ok(Object.hasOwn(options, option) || common.includes(option), example);
        }
      }
    });
  }
});
