import assert from 'node:assert/strict';
import { workplace } from './cli.ts';

const SECRETS = {
  CLOSTE_CLIENT_API_KEY: 'hush-of-closte',
  MULTISITE_API_URL: 'https://hush-user:hush@network.example.com/wp-json',
  MULTISITE_API_SECRET: 'hush-key:hush-secret',
};

describe('closte-domains settings', () => {
  for (const flags of [[], ['--json']]) {
    it(`says that a secret is set, without showing it ${flags}`, async () => {
      await using place = await workplace();
      const { code, stdout, stderr } = await place.cli(['settings', ...flags], SECRETS);
      assert.equal(code, 0, stderr);
      assert.ok(stdout.includes('CLOSTE_CLIENT_API_KEY'));
      assert.doesNotMatch(stdout + stderr, /hush/);
    });
  }
});
