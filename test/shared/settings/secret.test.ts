import assert from 'node:assert/strict';
import { fixedSecret, managedSecret, SecretError } from '../../../shared/settings/secret.ts';

const NAME = 'projects/p/secrets/s/versions/latest';

describe('a secret', () => {
  it('with a plain value never changes', async () => {
    const secret = fixedSecret('text');
    assert.equal(await secret.current(), 'text');
    assert.equal(await secret.replacementFor('text'), undefined);
    assert.equal(await secret.replacementFor('older'), 'text');
  });

  it('in Secret Manager is read once, and again when it is refused, after a minute', async () => {
    const clock = { now: 0 };
    const versions = ['old', 'new'];
    const secret = managedSecret(
      'it',
      NAME,
      async () => versions.shift() ?? '',
      () => clock.now,
    );
    assert.deepEqual([await secret.current(), await secret.current()], ['old', 'old']);
    clock.now = 59_999;
    assert.equal(await secret.replacementFor('old'), undefined);
    clock.now = 60_000;
    assert.equal(await secret.replacementFor('old'), 'new');
  });

  it('in Secret Manager keeps its value if it cannot be read again', async () => {
    const clock = { now: 0 };
    const versions = ['known'];
    const secret = managedSecret(
      'it',
      NAME,
      async () => {
        const text = versions.shift();
        if (text === undefined) throw new Error('out of order');
        return text;
      },
      () => clock.now,
    );
    assert.equal(await secret.current(), 'known');
    clock.now = 60_000;
    await assert.rejects(secret.replacementFor('known'), SecretError);
    assert.equal(await secret.current(), 'known');
  });

  it('that cannot be read names itself, and what to do', async () => {
    const denied = Object.assign(new Error('rpc'), { code: 7 });
    const secret = managedSecret('the key', NAME, () => Promise.reject(denied));
    await assert.rejects(
      secret.current(),
      (error) =>
        error instanceof SecretError &&
        error.message ===
          `the key in ${NAME} cannot be read: the service account may not read it; grant it roles/secretmanager.secretAccessor`,
    );
  });
});
