import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { deploy, folder, NEEDED, scriptedGcloud, WHERE } from './scripts.ts';

describe('the flags of deploy.sh', () => {
  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no project', NEEDED.slice(1), /--project is missing/],
    ['no region', NEEDED.filter((one) => !one.startsWith('--region')), /--region is missing/],
    ['no network domain', WHERE, /--network-domain is missing/],
    ['a region that does not exist', [...NEEDED, '--region=here'], /--region cannot be here/],
    [
      'a phase that does not exist',
      [...NEEDED, '--only=pubsub,pubsup'],
      /there is no phase pubsup/,
    ],
    ['a flag that does not exist', [...NEEDED, '--colour=red'], /there is no flag --colour/],
    ['a flag without its value', [...NEEDED, '--alert-email'], /--alert-email needs a value/],
    [
      'an API that anybody could listen to',
      [...NEEDED, '--multisite-api-url=http://network.example.com/wp-json'],
      /--multisite-api-url cannot be http:/,
    ],
    [
      "the multisite's secret",
      [...NEEDED, '--env=MULTISITE_API_SECRET=key:secret'],
      /use --multisite-api-url and --multisite-api-file/,
    ],
    [
      'one standard input for two secrets',
      [...NEEDED, '--api-key-file=-', '--multisite-api-file=-'],
      /standard input can stand for one file, not two/,
    ],
    [
      'callers of all functions at once',
      [...NEEDED, '--env=EXPECTED_CALLERS=a@example.com'],
      /use --verify-callers or --status-callers/,
    ],
    [
      'a caller that is no account',
      [...NEEDED, '--status-callers=a@example.com,everyone'],
      /--status-callers cannot be a@example.com,everyone/,
    ],
    ['the API key', [...NEEDED, '--env=CLOSTE_CLIENT_API_KEY=x'], /use --api-key-file/],
    [
      'a setting that does not exist',
      [...NEEDED, '--env=DNS_MAX_TRYS=8'],
      /there is no setting DNS_MAX_TRYS/,
    ],
    [
      'a setting that cannot be',
      [...NEEDED, '--env=DNS_MAX_TRIES=many'],
      /DNS_MAX_TRIES must be a whole number/,
    ],
    [
      'a key file that is not there',
      [...NEEDED, '--api-key-file=nowhere'],
      /--api-key-file: there is no file .*nowhere that can be read/,
    ],
    [
      'a file of credentials that is not there',
      [...NEEDED, '--multisite-api-file=nowhere'],
      /--multisite-api-file: there is no file .*nowhere that can be read/,
    ],
    [
      'a key file in a folder that is not there',
      [...NEEDED, '--publisher-key-file=nowhere/key.json'],
      /--publisher-key-file: no file can be created in .*nowhere/,
    ],
    ['a setting that would be two', [...NEEDED, '--env=A=b;C=d'], /--env cannot be A=b;C=d/],
  ];
  for (const [what, flags, reason] of refused) {
    it(`refuse ${what}`, async () => {
      const { code, stdout, stderr } = await deploy([...flags, '--dry-run']);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, reason);
    });
  }

  it('call nothing unless all of them are right', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo "$@" >>"$CALLS"');
    for (const [what, flags] of refused) {
      assert.equal((await deploy(flags, { environment })).code, 2, what);
    }
    assert.ok(!existsSync(environment.CALLS ?? ''));
  });

  it('also accept their value after a space', async () => {
    const separated = NEEDED.flatMap((one) => one.split('='));
    const { stdout } = await deploy([...separated, '--dry-run']);
    assert.equal(stdout, (await deploy([...NEEDED, '--dry-run'])).stdout);
  });
});
