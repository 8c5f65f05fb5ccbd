import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../../infra/cli/commands.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { MAIN, type Workplace, workplace } from './cli.ts';

describe('closte-domains', () => {
  let place: Workplace;

  before(async () => {
    place = await workplace();
  });
  after(() => place[Symbol.asyncDispose]());

  it('is a program that npm can link', () => {
    assert.equal(
      fileURLToPath(new URL('../../..', import.meta.url)) + manifest.bin['closte-domains'],
      MAIN,
    );
    assert.match(readFileSync(MAIN, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    accessSync(MAIN, constants.X_OK);
  });

  for (const args of [['help'], ['--help'], ['-h'], ['help', 'help']]) {
    it(`names every command with "${args.join(' ')}"`, async () => {
      const { code, stdout, stderr } = await place.cli(args);
      assert.deepEqual([code, stderr], [0, '']);
      for (const { name, summary } of COMMANDS) assert.ok(stdout.includes(`  ${name} `), summary);
    });
  }

  for (const { name, summary, load } of COMMANDS) {
    it(`explains ${name}, however help is requested`, async () => {
      const { code, stdout, stderr } = await place.cli([name, '--help']);
      assert.deepEqual([code, stderr], [0, '']);
      assert.ok(stdout.startsWith(`Usage: closte-domains ${name}`), stdout);
      assert.ok(stdout.includes(`\n${summary}.\n`), stdout);
      const options = [...Object.keys((await load()).options), 'json', 'help'];
      for (const option of options) assert.match(stdout, new RegExp(`^  --${option} `, 'm'));

      assert.equal((await place.cli([name, '--surplus', '-h'])).stdout, stdout);
      assert.equal((await place.cli(['help', name])).stdout, stdout);
    });
  }

  for (const written of ['--version', '-v', 'version']) {
    it(`prints its version with "${written}"`, async () => {
      const { code, stdout } = await place.cli([written]);
      assert.deepEqual([code, stdout], [0, `${manifest.version}\n`]);
    });
  }

  it('reports an internal fault to a program in JSON, too', async () => {
    const NODE_OPTIONS = preloading("Date.now=()=>{throw(Error('odd'))}");
    const { code, stdout, stderr } = await place.cli(['list', '--json'], { NODE_OPTIONS });
    assert.deepEqual([code, stdout], [1, '']);
    const { kind, message } = JSON.parse(stderr).error;
    assert.equal(kind, 'fault');
    assert.match(message, /^Error: odd\n +at /);
  });

  const wrong: [args: string[], stderr: RegExp][] = [
    [[], /^closte-domains: a command is missing; give one of publish, list, show, check, /],
    [['destroy'], /^closte-domains: "destroy" is not a command; give one of publish, list, /],
    [
      ['help', 'destroy'],
      /^closte-domains: "destroy" is not a command; give one of publish, list, /,
    ],
    [['lsit'], /^closte-domains: "lsit" is not a command; did you mean list\?\n/],
    [['--verbose'], /^closte-domains: "--verbose" is not a command; /],
    [
      ['list', '--sites', '3'],
      /^closte-domains list: Unknown option '--sites'; did you mean --site\?\n/,
    ],
    [
      ['list', '--site'],
      /^closte-domains list: Option '--site <value>' argument missing; give it, /,
    ],
    [['list', '--json=1'], /^closte-domains list: Option '--json' does not take an argument\n/],
    [
      ['list', 'shop.example.com'],
      /^closte-domains list: "shop.example.com" is unexpected: the command takes no argument; leave it out\n/,
    ],
  ];
  for (const [args, expected] of wrong) {
    it(`says what is wrong with "closte-domains ${args.join(' ')}", and exits with 2`, async () => {
      const { code, stdout, stderr } = await place.cli(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, expected);
      assert.match(stderr, /\nFor help: closte-domains help.*\n$/);
    });
  }

  it('exits with 2 if a setting is wrong, and names it', async () => {
    const { code, stdout, stderr } = await place.cli(['list'], { STORE: 'mysql:' });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /STORE must be sqlite:<path> or firestore/);
  });

  const colours: [environment: Record<string, string>, isInColour: boolean][] = [
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
  ];
  for (const [environment, isInColour] of colours) {
    it(`writes ${isInColour ? '' : 'no '}colours without a terminal with ${JSON.stringify(environment)}`, async () => {
      const { stdout } = await place.cli(['help'], environment);
      assert.equal(stdout.includes('\u001b'), isInColour);
    });
  }

  it('accepts the common options before the name of a command as well', async () => {
    const { code, stdout } = await place.cli(['--json', '--store', 'x.db', 'settings', 'STORE']);
    assert.equal(code, 0);
    assert.match(JSON.parse(stdout).settings[0].value, /^sqlite:.*\/x\.db$/);
    const wrong = await place.cli(['--json', 'lsit']);
    assert.equal(wrong.code, 2);
    assert.equal(JSON.parse(wrong.stderr).error.kind, 'usage');
  });

  it('reports in a sentence if the answer cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'help'], { stdio: ['ignore', full, 'pipe'] });
    const [stderr] = await Promise.all([text(child.stderr ?? assert.fail()), once(child, 'close')]);
    closeSync(full);
    assert.equal(child.exitCode, 1);
    assert.match(stderr, /^The answer cannot be written: ENOSPC/);
  });

  it('fits the lines of its help into 80 columns, except for text to copy', async () => {
    for (const { name } of COMMANDS) {
      const { stdout } = await place.cli(['help', name]);
      const wide = stdout.split('\n').filter((line) => line.length > 80);
      assert.deepEqual(
        wide.filter((line) => !line.startsWith('  closte-domains ')),
        [],
      );
    }
  });

  it('hides the warnings of libraries', async () => {
    const NODE_OPTIONS = preloading(
      "process.stdout.write=(w=>(...a)=>(process.emitWarning('old'),w.apply(process.stdout,a)))(process.stdout.write)",
    );
    const { code, stderr } = await place.cli(['help'], { NODE_OPTIONS });
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('exits after its answer, whatever is still under way', async () => {
    const NODE_OPTIONS = preloading('setInterval(()=>{},1000)');
    const { code, stderr } = await place.cli(['help'], { NODE_OPTIONS });
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('ends without an error when its output is closed', async () => {
    const child = spawn(process.execPath, [MAIN, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
    assert.deepEqual([child.exitCode, stderr], [0, '']);
  });
});

/** NODE_OPTIONS that run a script, which has no spaces, before the tool. */
function preloading(script: string): string {
  return `--import=data:text/javascript,${script}`;
}
