import assert from 'node:assert/strict';
import type { FaultKind } from '../../../infra/local/sandbox/closte-faults.ts';
import { API_KEY, type Outside, startOutside } from '../../support/outside.ts';
import { type Cli, cliIn } from './cli.ts';

const TIMES = 10;

describe('closte-domains test-connection', () => {
  let outside: Outside;
  let cli: Cli;

  beforeEach(async () => {
    outside = await startOutside();
    cli = (args, settings) => cliIn(outside.folder)(args, { ...outside.environment, ...settings });
  });
  afterEach(() => outside.close());

  it('succeeds if Closte accepts the key', async () => {
    const { CLOSTE_API_URL } = outside.environment;
    const { code, stdout, stderr } = await cli(['test-connection']);
    assert.deepEqual([code, stdout, stderr], [0, `ok ${CLOSTE_API_URL} accepts the API key\n`, '']);
    assert.equal((await cli(['test-connection', '--json'])).stdout, '{"ok":true}\n');
    assert.deepEqual(outside.closte.aliases(), []);
  });

  const failures: [fault: FaultKind, kind: string, remedy: RegExp][] = [
    [
      'unauthorized',
      'unauthorized',
      /Store the value of CLOSTE_CLIENT_API_KEY from wp-config\.php/,
    ],
    ['rate-limited', 'rate-limited', /Try again in 30 s/],
    ['error-500', 'unavailable', /Check that this machine reaches http:.*, and try again/],
    ['redirect', 'unexpected', /Check whether CLOSTE_API_URL is right/],
  ];
  for (const [fault, kind, remedy] of failures) {
    it(`reports ${fault} as ${kind}, and says what to do`, async () => {
      outside.closte.addFault({ kind: fault, times: TIMES });
      const { code, stdout, stderr } = await cli(['test-connection']);
      assert.deepEqual([code, stderr], [1, '']);
      assert.match(stdout, new RegExp(`^${kind} .+\n→ ${remedy.source}`));

      const { code: codeOfJson, stdout: json } = await cli(['test-connection', '--json']);
      const { message, ...rest } = JSON.parse(json);
      assert.deepEqual([codeOfJson, rest], [1, { ok: false, kind }]);
      assert.ok(stdout.startsWith(`${kind} ${message}\n`), message);
    });
  }

  it('reports that nobody answers', async () => {
    const { code, stdout } = await cli(['test-connection'], {
      CLOSTE_API_URL: 'http://127.0.0.1:1',
    });
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^unavailable .+\n→ Check that this machine reaches http:\/\/127\.0\.0\.1:1, /,
    );
  });

  it('reports that there is no key, and where to set it', async () => {
    const { code, stdout } = await cli(['test-connection', '--json'], {
      CLOSTE_CLIENT_API_KEY: '',
    });
    assert.equal(code, 1);
    const { ok, kind, message } = JSON.parse(stdout);
    assert.deepEqual([ok, kind], [false, 'unauthorized']);
    assert.match(message, /CLOSTE_API_KEY_SECRET, or CLOSTE_CLIENT_API_KEY/);
    assert.deepEqual(outside.closte.calls, []);
  });

  it('never shows the key', async () => {
    const CLOSTE_CLIENT_API_KEY = `not-${API_KEY}`;
    for (const flags of [[], ['--json']]) {
      const { code, stdout, stderr } = await cli(['test-connection', ...flags], {
        CLOSTE_CLIENT_API_KEY,
      });
      assert.equal(code, 1);
      assert.match(stdout, /unauthorized/);
      assert.ok(!`${stdout}${stderr}`.includes(API_KEY));
    }
  });

  it('refuses an argument with exit code 2', async () => {
    const { code, stdout, stderr } = await cli(['test-connection', 'shop.example.com']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /test-connection: "shop\.example\.com" is unexpected: the command takes no argument; /,
    );
  });
});
