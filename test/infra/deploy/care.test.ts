import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy, folder, NEEDED, scriptedGcloud, teardown, WHERE } from './scripts.ts';

/** The script of a gcloud that finds no resource. */
const NOTHING_THERE = '[[ " $* " != *" describe "* ]] || { echo "ERROR: NOT_FOUND" >&2; exit 1; }';

describe('the care that the scripts take', () => {
  it('does not mistake a resource that it may not read for a missing one', async () => {
    await using here = folder();
    const environment = scriptedGcloud(
      here.path,
      'echo "$*" >>"$CALLS"; echo "ERROR: PERMISSION_DENIED: not yours" >&2; exit 1',
    );
    for (const script of [
      () => deploy([...NEEDED, '--only=pubsub'], { environment }),
      () => teardown([...WHERE, '--yes'], { environment }),
    ]) {
      const { code, stderr } = await script();
      assert.equal(code, 1);
      assert.match(stderr, /PERMISSION_DENIED: not yours/);
    }
    assert.equal(callsIn(environment).length, 2);
  });

  it('ends at the first command that fails', async () => {
    await using here = folder();
    const script = `echo "$*" >>"$CALLS"; ${NOTHING_THERE}; echo "ERROR: quota" >&2; exit 1`;
    const environment = scriptedGcloud(here.path, script);
    const { code, stderr } = await deploy([...NEEDED, '--only=pubsub'], { environment });
    assert.equal(code, 1);
    assert.match(stderr, /quota/);
    assert.equal(callsIn(environment).length, 2);
  });

  it('does not deploy to a project whose Firestore is in Datastore mode', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo DATASTORE_MODE');
    const { code, stderr } = await deploy([...NEEDED, '--only=firestore'], { environment });
    assert.equal(code, 1);
    assert.match(stderr, /DATASTORE_MODE.*use another project/);
  });
});

describe('a deployment that lacks one thing at its end', () => {
  it('says what to do if Closte refuses the key, and still sees an event arrive', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo no-good-key');
    const flags = [...NEEDED, '--only=connection', '--env=CLOSTE_API_URL=http://127.0.0.1:9'];
    const { code, stderr } = await deploy(flags, { environment });
    assert.equal(code, 1);
    assert.match(stderr, /--only=secret,connection,multisite,arrival,dashboard --api-key-file=-$/m);
  });

  it('says what to use instead of a key if the organization forbids keys', async () => {
    await using here = folder();
    const environment = scriptedGcloud(
      here.path,
      'echo "ERROR: (gcloud.iam.service-accounts.keys.create) FAILED_PRECONDITION: Key creation is not allowed on this service account." >&2; exit 1',
    );
    const file = join(here.path, 'publisher.json');
    const flags = [...NEEDED, '--only=multisite', `--publisher-key-file=${file}`];
    const { code, stdout, stderr } = await deploy(flags, { environment });
    assert.equal(code, 1);
    assert.match(stdout, /^define\( 'CLOSTE_SYNC_PROJECT', 'demo-project' \);$/m);
    assert.match(stderr, /"How WordPress publishes".*--only=arrival,dashboard$/m);
  });
});

/** Records its arguments and, separately, its standard input. */
const SECRET_MANAGER = `echo "$*" >>"$CALLS"
  [[ "$*" != *data-file* ]] || cat >>"$CALLS.read"
  [[ "$*" != *" access "* ]] || { echo -n "\${STORED:-}"; exit; }
  [[ -z \${STORED:-} ]] || { echo ENABLED; exit; }
  ${NOTHING_THERE}`;

const secrets: {
  what: string;
  option: string;
  flags: string[];
  stored: string;
  other: string;
  refusals: (readonly [what: string, input: string | undefined, reason: RegExp])[];
}[] = [
  {
    what: 'the API key',
    option: '--api-key-file',
    flags: [],
    stored: 'a-secret-key',
    other: 'an-old-key',
    refusals: [
      ['missing', undefined, /has no key; give the API key of Closte with --api-key-file/],
      ['empty', '\n', /must be one word/],
      ['more than a key', 'apikey: a-secret-key', /must be one word/],
    ],
  },
  {
    what: "the multisite's API key and secret",
    option: '--multisite-api-file',
    flags: ['--multisite-api-url=https://network.example.com/wp-json'],
    stored: 'a-key:a-secret',
    other: 'an-old-key:and-secret',
    refusals: [
      ['missing', undefined, /has nothing in it; give .* with --multisite-api-file FILE, or -/],
      ['a key alone', 'a-key', /must be written as key:secret/],
      ['two lines', 'a-key\na-secret', /must be written as key:secret/],
    ],
  },
];

for (const { what, option, flags: more, stored, other, refusals } of secrets) {
  describe(what, () => {
    const flags = [...NEEDED, '--only=secret', ...more];
    /** Closte's key is there already, where it is about the multisite's. */
    const gcloud =
      option === '--api-key-file'
        ? SECRET_MANAGER
        : `[[ "$*" != *closte-api-key* ]] || { echo ENABLED; exit; }\n${SECRET_MANAGER}`;

    for (const [how, from] of [
      ['a file', (path: string) => path],
      ['standard input', () => '-'],
    ] as const) {
      it(`comes from ${how}, and reaches gcloud without being shown`, async () => {
        await using here = folder();
        const environment = scriptedGcloud(here.path, gcloud);
        const path = join(here.path, 'key');
        writeFileSync(path, `${stored}\r\n`);
        const call = { environment, input: readFileSync(path, 'utf8') };
        const { code, stdout, stderr } = await deploy([...flags, `${option}=${from(path)}`], call);
        assert.equal(code, 0, stderr);
        assert.equal(readFileSync(`${environment.CALLS}.read`, 'utf8'), stored);
        const said = [...callsIn(environment), stdout, stderr].join('\n');
        assert.ok(!said.includes(stored));
      });
    }

    it('is not stored a second time', async () => {
      await using here = folder();
      const environment = scriptedGcloud(here.path, gcloud, { STORED: stored });
      const call = { environment, input: stored };
      assert.equal((await deploy([...flags, `${option}=-`], call)).code, 0);
      assert.ok(!existsSync(`${environment.CALLS}.read`));
    });

    it('replaces the stored one', async () => {
      await using here = folder();
      const environment = scriptedGcloud(here.path, gcloud, { STORED: other });
      const call = { environment, input: stored };
      assert.equal((await deploy([...flags, `${option}=-`], call)).code, 0);
      assert.equal(readFileSync(`${environment.CALLS}.read`, 'utf8'), stored);
    });

    for (const [fault, input, reason] of refusals) {
      it(`is refused if it is ${fault}`, async () => {
        await using here = folder();
        const environment = scriptedGcloud(here.path, gcloud);
        const given = input === undefined ? [] : [`${option}=-`];
        const call = { environment, input: input ?? '' };
        const { code, stderr } = await deploy([...flags, ...given], call);
        assert.equal(code, 1);
        assert.match(stderr, reason);
        assert.ok(!existsSync(`${environment.CALLS}.read`));
      });
    }
  });
}

describe('the secret for the multisite', () => {
  it('exists, but is empty, if nothing is written back', async () => {
    await using here = folder();
    const gcloud = `[[ "$*" != *closte-api-key* ]] || { echo ENABLED; exit; }\n${SECRET_MANAGER}`;
    const environment = scriptedGcloud(here.path, gcloud);
    const { code, stderr } = await deploy([...NEEDED, '--only=secret'], { environment });
    assert.equal(code, 0, stderr);
    assert.ok(
      callsIn(environment).some((call) => /secrets create closte-multisite-api/.test(call)),
    );
  });
});

describe('teardown.sh', () => {
  for (const [answer, input] of [
    ['no answer', ''],
    ['another answer than the project', 'yes\n'],
  ]) {
    it(`removes nothing upon ${answer}`, async () => {
      await using here = folder();
      const environment = scriptedGcloud(here.path, 'echo "$*" >>"$CALLS"');
      const { code, stderr } = await teardown(WHERE, { environment, input: input ?? '' });
      assert.equal(code, 1);
      assert.match(stderr, /nothing was removed/);
      assert.ok(!existsSync(environment.CALLS ?? ''));
    });
  }

  it('goes on once the project is named', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, `echo "$*" >>"$CALLS"; ${NOTHING_THERE}`);
    const { code, stderr } = await teardown(WHERE, { environment, input: 'demo-project\n' });
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      callsIn(environment).filter((call) => call.includes(' delete ')),
      [],
    );
  });
});

function callsIn({ CALLS = '' }: Record<string, string>): string[] {
  return readFileSync(CALLS, 'utf8').trimEnd().split('\n');
}
