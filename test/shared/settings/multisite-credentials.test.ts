import assert from 'node:assert/strict';
import {
  credentialsIn,
  openMultisiteCredentials,
} from '../../../shared/settings/multisite-credentials.ts';
import { fixedSecret, managedSecret, SecretError } from '../../../shared/settings/secret.ts';

const NAME = 'projects/p/secrets/multisite-api/versions/latest';

describe("the multisite's credentials", () => {
  const texts: [text: string, key: string, secret: string][] = [
    ['key:secret', 'key', 'secret'],
    ['key:with:colons', 'key', 'with:colons'],
    ['k:s', 'k', 's'],
  ];
  for (const [text, key, secret] of texts) {
    it(`in ${text} are ${key} and ${secret}`, async () => {
      assert.deepEqual(await credentialsIn(fixedSecret(text), 'it').current(), { key, secret });
    });
  }

  for (const text of ['no-colon', ':secret', 'key:', ':']) {
    it(`are refused if the text is ${text}, without showing it`, async () => {
      await assert.rejects(
        credentialsIn(fixedSecret(text), NAME).current(),
        (error) =>
          error instanceof SecretError &&
          error.message ===
            `the multisite's API key and secret in ${NAME} must be written as key:secret`,
      );
    });
  }

  it('are read again once they are refused, so that a rotation needs no deployment', async () => {
    const clock = { now: 0 };
    const versions = ['key:old', 'key:new'];
    const secret = managedSecret(
      'it',
      NAME,
      async () => versions.shift() ?? '',
      () => clock.now,
    );
    const credentials = credentialsIn(secret, NAME);
    const old = await credentials.current();
    clock.now = 60_000;
    assert.deepEqual(await credentials.replacementFor(old), { key: 'key', secret: 'new' });
    assert.deepEqual(await credentials.current(), { key: 'key', secret: 'new' });
  });

  it('have no replacement if they are a plain value', async () => {
    const credentials = openMultisiteCredentials({ multisiteApiSecret: { value: 'key:secret' } });
    assert.ok(credentials);
    assert.equal(await credentials.replacementFor(await credentials.current()), undefined);
  });

  it('are read from Secret Manager only when they are needed', () => {
    assert.ok(openMultisiteCredentials({ multisiteApiSecret: { secret: NAME } }));
  });

  it('are undefined if none are set', () => {
    assert.equal(openMultisiteCredentials({ multisiteApiSecret: undefined }), undefined);
  });
});
