import assert from 'node:assert/strict';
import { COMMANDS } from '../../../../infra/cli/commands.ts';
import { candidates } from '../../../../infra/cli/completion/candidates.ts';
import { STAGES } from '../../../../shared/lifecycle/stage.ts';
import { PROBLEM_CODES } from '../../../../shared/problems/codes.ts';

const COMMON = ['--project', '--store', '--json', '--help'];

describe('the completions of the last word', () => {
  const rows: [words: string[], found: readonly string[]][] = [
    [['sche'], ['schedule']],
    [[''], [...COMMANDS.map(({ name }) => name), 'help']],
    [['-'], [...COMMON, '--version']],
    [['--v'], ['--version']],
    [['--st'], ['--store']],
    [['--store', ''], [':path']],
    [['--store', 'x', '--json', 'sche'], ['schedule']],
    [
      ['--project=p', 'list', '--stage', 'don'],
      ['done', 'done-without-ssl'],
    ],
    [['help', 'sche'], ['schedule']],
    [['help', 'list', ''], []],
    [['nothing', ''], []],
    [
      ['list', '--s'],
      ['--stage', '--site', '--store'],
    ],
    [['list', '--stage', 'failed', '--st'], ['--store']],
    [['list', '--filter', 'site=1', '--f'], ['--filter']],
    [['list', '--stage', ''], STAGES],
    [
      ['list', '--stage=don'],
      ['--stage=done', '--stage=done-without-ssl'],
    ],
    [['list', '--nothing=d'], []],
    [
      ['list', '--filter', ''],
      ['stage=', 'problem=', 'needs=', 'site=', 'q='],
    ],
    [['list', '--filter', 'problem='], PROBLEM_CODES.map((code) => `problem=${code}`)],
    [
      ['list', '--filter=needs=c'],
      ['--filter=needs=customer', '--filter=needs=closte'],
    ],
    [['list', '--limit', ''], []],
    [
      ['retry', ''],
      ['--stage', ...COMMON],
    ],
    [
      ['network', ''],
      ['show', 'take-over'],
    ],
    [['network', 'take-over', ''], COMMON],
    [['settings', 'TLS_PORT', 'DNS_S'], ['DNS_SERVERS']],
    [['list', '--store', 'x'], [':path']],
    [['list', '--store=x'], ['--store=:path']],
    [['schedule', '--', 're'], ['resume']],
    [['schedule', '--job', 'x', 'pa'], ['pause']],
    [['rejected', '--', '--s'], []],
  ];
  for (const [words, found] of rows) {
    it(`of [${words.join(' ')}] are ${found.slice(0, 4).join(', ') || 'none'}`, async () => {
      const values = (await candidates(words, COMMANDS)).map(({ value }) => value);
      assert.deepEqual(values, found);
    });
  }

  it('are given with their meanings', async () => {
    assert.deepEqual(await candidates(['lis'], COMMANDS), [
      { value: 'list', help: 'List the domains' },
    ]);
  });

  it('exist for every named value of a command', async () => {
    for (const { load } of COMMANDS) {
      const { operands, choices = [] } = await load();
      assert.ok(choices.length <= operands.length);
    }
  });
});
