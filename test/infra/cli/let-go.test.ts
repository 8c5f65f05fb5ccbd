import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { aRecord, HOUR } from '../../support/records.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';

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
      const { code, stdout } = await place.cli(['let-go', '--json', ...args]);
      const { letGoUntil } = JSON.parse(stdout);
      assert.equal(code, 0);
      const store = await sqliteStore(path);
      const { liveDomains } = await store.readSettings();
      await store.close();
      assert.equal(liveDomains?.letGoUntil, Date.parse(letGoUntil));
      assert.ok(Date.parse(letGoUntil) >= before + hours * HOUR);
      assert.ok(Date.parse(letGoUntil) <= Date.now() + hours * HOUR);
    });
  }

  for (const hours of ['0', '169', '1.5', 'x']) {
    it(`refuses --hours=${hours}`, async () => {
      const { code, stderr } = await place.cli(['let-go', `--hours=${hours}`]);
      assert.equal(code, 2);
      assert.match(stderr, /--hours must be a whole number from 1 to 168/);
    });
  }

  it('creates no store', async () => {
    const { code, stderr } = await place.cli(['let-go']);
    assert.equal(code, 1);
    assert.match(stderr, /There is no store/);
    assert.ok(!existsSync(join(place.folder, '.data')));
  });
});
