import assert from 'node:assert/strict';
import { fixedSecret, managedSecret, SecretError } from '../../../shared/settings/secret.ts';

const NAME = 'projects/p/secrets/s/versions/latest';

/** A secret in Secret Manager that has these versions, one each time that it is read. */
function readingInTurn(versions: string[], now?: () => number) {
  return managedSecret('it', NAME, async () => versions.shift() ?? '', now);
}

describe('a secret', () => {
  it('with a plain value never changes', async () => {
    const secret = fixedSecret('text');
    assert.equal(await secret.current(), 'text');
    assert.equal(await secret.replacementFor('text'), undefined);
    assert.equal(await secret.replacementFor('older'), 'text');
  });

  it('in Secret Manager is read once, again as soon as it is refused, and then at most once a minute', async () => {
    const clock = { now: 0 };
    const versions = ['old', 'old', 'new'];
    const secret = readingInTurn(versions, () => clock.now);
    assert.deepEqual([await secret.current(), await secret.current()], ['old', 'old']);
    assert.equal(await secret.replacementFor('old'), undefined);
    clock.now = 59_999;
    assert.equal(await secret.replacementFor('old'), undefined);
    assert.deepEqual(versions, ['new']);
    clock.now = 60_000;
    assert.equal(await secret.replacementFor('old'), 'new');
  });

  it('in Secret Manager that was rotated right after it was read is replaced at once', async () => {
    const versions = ['old', 'new'];
    const secret = readingInTurn(versions);
    assert.equal(await secret.current(), 'old');
    assert.equal(await secret.replacementFor('old'), 'new');
  });

  it('in Secret Manager is read again once for all calls that are refused at the same time', async () => {
    const versions = ['old', 'new'];
    const secret = readingInTurn(versions);
    await secret.current();
    const replacements = Array.from({ length: 8 }, () => secret.replacementFor('old'));
    assert.deepEqual(await Promise.all(replacements), Array(8).fill('new'));
  });

  it('in Secret Manager is read again in time even if the clock was set back', async () => {
    const clock = { now: 3_600_000 };
    const versions = ['old', 'old', 'new'];
    const secret = readingInTurn(versions, () => clock.now);
    await secret.current();
    assert.equal(await secret.replacementFor('old'), undefined);
    clock.now = 0;
    assert.equal(await secret.replacementFor('old'), 'new');
  });

  it('in Secret Manager serves other calls while it cannot be read again', async () => {
    const reading = Promise.withResolvers<string>();
    const reads = [Promise.resolve('known'), reading.promise];
    const secret = managedSecret('it', NAME, () => reads.shift() ?? reading.promise);
    await secret.current();
    const refused = assert.rejects(secret.replacementFor('known'), SecretError);
    const other = secret.current();
    reading.reject(new Error('out of order'));
    await refused;
    assert.equal(await other, 'known');
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

  for (const [what, text] of [
    ['a file', '{\n  "private_key": "x"\n}'],
    ['64 KiB', 'x'.repeat(64 * 1024)],
    ['text in UTF-16', 'k\u0000e\u0000y\u0000'],
  ] as const) {
    it(`in Secret Manager that is ${what} by mistake is sent to nobody, and not shown`, async () => {
      const secret = managedSecret('the key', NAME, async () => text);
      await assert.rejects(
        secret.current(),
        (error) =>
          error instanceof SecretError &&
          /^the key in .* has line breaks or more than 500 characters/.test(error.message) &&
          !error.message.includes(text.slice(0, 5)),
      );
    });
  }

  it('in Secret Manager may have a byte order mark, and white space around it', async () => {
    const secret = managedSecret('the key', NAME, async () => '\ufeff key \r\n');
    assert.equal(await secret.current(), 'key');
  });

  it('in Secret Manager keeps its value if the new version is something else', async () => {
    const versions = ['known', 'a\nfile'];
    const secret = readingInTurn(versions);
    await secret.current();
    await assert.rejects(secret.replacementFor('known'), /so it is something else/);
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
