import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { aRecord, HOUR } from '../../support/records.ts';
import { PROGRAM, terminal } from '../../support/terminal.ts';
import { describeWith } from '../deploy/tools.ts';
import { MAIN, storeIn, type Workplace, workplace } from './cli.ts';

describe('closte-domains let-go', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await workplace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  for (const [args, hours] of [
    [[], 24],
    [['--hours=2'], 2],
  ] as const) {
    it(`lets live domains be taken down for ${hours} hours (${args.join(' ') || 'no option'})`, async () => {
      const { path } = await storeIn(place.folder, [aRecord()]);
      const before = Date.now();
      const { code, stdout } = await place.cli(['let-go', '--json', '--yes', ...args]);
      const { letGoUntil } = JSON.parse(stdout);
      assert.equal(code, 0);
      assert.equal(await letGoUntilIn(path), Date.parse(letGoUntil));
      assert.ok(Date.parse(letGoUntil) >= before + hours * HOUR);
      assert.ok(Date.parse(letGoUntil) <= Date.now() + hours * HOUR);
    });
  }

  for (const hours of ['169', '1.5', '-1', 'x']) {
    it(`refuses --hours=${hours}`, async () => {
      const { code, stderr } = await place.cli(['let-go', `--hours=${hours}`]);
      assert.equal(code, 2);
      assert.match(stderr, /--hours must be a whole number from 0 to 168/);
    });
  }

  it('asks first, and changes nothing if nobody can answer', async () => {
    const { path } = await storeIn(place.folder, [aRecord()]);
    const { code, stderr } = await place.cli(['let-go']);
    assert.equal(code, 2);
    assert.match(stderr, /there is nobody to ask; to go on without a question, give --yes/);
    assert.equal(await letGoUntilIn(path), undefined);
  });

  it('holds them again with --hours=0, without a question', async () => {
    const { path } = await storeIn(place.folder, [aRecord()]);
    await place.cli(['let-go', '--yes']);
    assert.equal((await place.cli(['let-go', '--hours=0'])).code, 0);
    assert.equal(await letGoUntilIn(path), 0);
  });

  it('creates no store', async () => {
    const { code, stderr } = await place.cli(['let-go']);
    assert.equal(code, 1);
    assert.match(stderr, /There is no store/);
    assert.ok(!existsSync(join(place.folder, '.data')));
  });

  describeWith([PROGRAM], 'at a terminal', () => {
    it('says how many are held, and accepts a no', async () => {
      const { path } = await storeIn(place.folder, [aRecord()]);
      const store = await sqliteStore(path);
      const liveDomains = { heldUntil: Date.now() + HOUR, held: { lost: 12, looked: 40 } };
      await store.changeSettings((known) => ({ ...known, liveDomains }));
      await store.close();
      await using tool = terminal(`'${process.execPath}' '${MAIN}' let-go --hours 2`, {
        cwd: place.folder,
        environment: { XDG_CONFIG_HOME: join(place.folder, '.config') },
      });
      await tool.shows(/12 of 40 live domains looked at are held[^?]* for 2 h[^?]*\? \[y\/N\]/);
      tool.type('n\r');
      await tool.shows(/No domain is released\./);
      assert.equal(await tool.ended, 1);
      assert.equal(await letGoUntilIn(path), undefined);
    });
  });
});

async function letGoUntilIn(path: string): Promise<number | undefined> {
  const store = await sqliteStore(path);
  const { liveDomains } = await store.readSettings();
  await store.close();
  return liveDomains?.letGoUntil;
}
