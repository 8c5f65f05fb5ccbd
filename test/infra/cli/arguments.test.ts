import assert from 'node:assert/strict';
import { commonFlags, readArguments, UsageError } from '../../../infra/cli/arguments.ts';

describe('arguments', () => {
  const flags: [args: string[], json: boolean, help: boolean, rest: string[]][] = [
    [[], false, false, []],
    [['a', '--json', '--q', 'x'], true, false, ['a', '--q', 'x']],
    [['-h', 'a'], false, true, ['a']],
    [['--help', '--json'], true, true, []],
    [['--json', '--', '--help'], true, false, ['--', '--help']],
    [['--q=--json'], false, false, ['--q=--json']],
  ];
  for (const [args, json, help, rest] of flags) {
    it(`[${args.join(' ')}] has ${json ? '--json' : 'no --json'}, ${help ? '--help' : 'no --help'} and the rest`, () => {
      assert.deepEqual(commonFlags(args), { json, help, rest });
    });
  }

  const options = {
    q: { type: 'string', value: 'TEXT', help: 'part of it' },
    at: { type: 'string', value: 'A', multiple: true, help: 'an address' },
  } as const;

  it('are options and operands, in any order', () => {
    const { values, positionals } = readArguments(
      ['--at', '1', 'one', '--q=x', '--at=2', '--', '--two'],
      options,
      ['<one>', '<two>'],
    );
    assert.deepEqual({ ...values }, { q: 'x', at: ['1', '2'] });
    assert.deepEqual(positionals, ['one', '--two']);
  });

  const wrong: [args: string[], message: RegExp][] = [
    [['--p'], /^Unknown option '--p'; give one of --q, --at, --json, --help, --project, --store$/],
    [['-x'], /^Unknown option '-x'; give one of --q, --at, --json, --help, --project, --store$/],
    [['--q'], /^Option '--q <value>' argument missing; give it, or leave the option out$/],
    [['--q', '-x'], /^Option '--q' argument is ambiguous\. .* use '--q=-XYZ'\.$/],
    [['a', 'b'], /^"b" is unexpected: the command takes only <one>; leave it out$/],
  ];
  for (const [args, message] of wrong) {
    it(`[${args.join(' ')}] is refused with advice`, () => {
      assert.throws(
        () => readArguments(args, options, ['<one>']),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
