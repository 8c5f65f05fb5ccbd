import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { type DomainRecord, intentOf } from '../../../shared/lifecycle/record.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { childEnvironment } from '../../support/child-environment.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord, dnsWrong, HOUR, shop } from '../../support/records.ts';
import { MAIN, storeIn, type Workplace, workplace } from './cli.ts';

const problems = { closte: [], dns: dnsWrong.problems, certificate: [] };
const later = Date.now() + 5 * HOUR;
const blog = parseDomainName('blog.example.com');
const shared = parseDomainName('shared.example.com');
const gone = parseDomainName('gone.example.com');

const records = [
  aRecord({ stage: 'failed', dnsTries: 6, problems, nextCheckAt: later }),
  aRecord({ domain: blog, stage: 'done', nextCheckAt: later }),
  aRecord({ domain: gone, alias: { state: 'removed', forgetAt: later } }),
];

describe('the care of domains with closte-domains', () => {
  let place: Workplace;
  let path: string;

  beforeEach(async () => {
    place = await workplace();
    ({ path } = await storeIn(place.folder, records));
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function stored(domain = shop) {
    const store = await sqliteStore(path, 'read');
    const record = await store.get(domain);
    await store.close();
    return record;
  }

  async function recorded(record: DomainRecord) {
    const store = await sqliteStore(path);
    await store.update(record.domain, record.siteId, () => record);
    await store.close();
  }

  function damage(domain: string) {
    const database = new DatabaseSync(path);
    database.prepare("UPDATE domains SET record = '{}' WHERE domain = ?").run(domain);
    database.close();
  }

  describe('retry', () => {
    it('makes a domain start over, and says so', async () => {
      const { code, stdout } = await place.cli(['retry', shop]);
      assert.deepEqual(
        [code, stdout],
        [0, `${shop}  the next sweep looks at it\n1 domain will be looked at again.\n`],
      );
      const record = await stored();
      assert.deepEqual([record?.stage, record?.dnsTries], ['checking-dns', 0]);
      assert.ok((record?.nextCheckAt ?? later) <= Date.now());
    });

    it('retries all domains of a stage, and no others', async () => {
      const { code, stdout } = await place.cli(['retry', '--stage', 'failed', '--json']);
      assert.deepEqual(
        [code, JSON.parse(stdout)],
        [0, { asked: 1, domains: [{ domain: shop, answer: 'asked' }] }],
      );
      assert.equal((await stored(blog))?.nextCheckAt, later);
    });

    it('exits with 1 if one of them is not mapped or unknown, but retries the others', async () => {
      const { code, stdout } = await place.cli(['retry', gone, 'x.example.com', blog]);
      assert.equal(code, 1);
      assert.match(
        stdout,
        /gone\.example\.com +it is not mapped, .*\nx\.example\.com +it is not known\n/,
      );
      assert.ok(((await stored(blog))?.nextCheckAt ?? later) <= Date.now());
    });

    it('retries the others if one cannot be read, and says why', async () => {
      damage(shop);
      const { code, stdout, stderr } = await place.cli(['retry', shop, blog]);
      assert.equal(code, 1);
      assert.match(stdout, /its record cannot be read\nblog\.example\.com +the next sweep looks/);
      assert.match(stderr, /^In the store, the record of shop\.example\.com is damaged at .*\n/);
    });

    it('says that no sweep runs, if none does', async () => {
      const { stderr } = await place.cli(['retry', shop]);
      assert.match(
        stderr,
        /^No sweep has run yet: nothing will happen until one runs\. "closte-domains doctor" /,
      );
      assert.match((await place.cli(['remove', blog, '--yes'])).stderr, /^No sweep has run yet/);
      const { stdout } = await place.cli(['watch', shop, '--timeout', '1']);
      assert.match(stdout, /\nNo sweep has run yet/);
      const store = await sqliteStore(path);
      await store.changeStatistics((known) => ({ ...known, sweptAt: Date.now() }));
      await store.close();
      assert.equal((await place.cli(['retry', shop])).stderr, '');
    });

    const wrong: [args: string[], stderr: RegExp][] = [
      [[], /retry: <domain> is missing; give domains, or --stage /],
      [[shop, '--stage', 'failed'], /retry: --stage cannot be combined with <domain>/],
      [['--stage', 'faild'], /retry: --stage must be one of .*; did you mean failed\?/],
      [['a b'], /retry: <domain> /],
    ];
    for (const [args, expected] of wrong) {
      it(`refuses [${args.join(' ')}] with exit code 2`, async () => {
        const { code, stderr } = await place.cli(['retry', ...args]);
        assert.equal(code, 2);
        assert.match(stderr, expected);
      });
    }
  });

  describe('remove', () => {
    it('unmaps a domain without asking if --yes is given', async () => {
      const { code, stdout } = await place.cli(['remove', blog, '--yes']);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^blog\.example\.com is unmapped; the next sweep has Closte remove it\.\n$/,
      );
      const record = await stored(blog);
      assert.deepEqual([record && intentOf(record), record?.alias.state], ['unmapped', 'removing']);
    });

    it("says that a domain is also another site's own address", async () => {
      const store = await sqliteStore(path);
      for (const siteId of [12, 13]) {
        await recordEvent(store, anEvent('site.created', { domain: shared, siteId }), Date.now());
      }
      await store.close();
      const { code, stdout } = await place.cli(['remove', shared, '--yes']);
      assert.equal(code, 1);
      assert.match(stdout, /^shared\.example\.com stays mapped: it is the address of site 13 /);
    });

    it('removes nothing if nobody can answer', async () => {
      const { code, stderr } = await place.cli(['remove', blog]);
      assert.equal(code, 2);
      assert.match(stderr, /there is nobody to ask; to go on without a question, give --yes/);
      assert.equal((await stored(blog))?.alias.state, 'added');
    });

    it('succeeds for a domain that is already unmapped, and fails for an unknown one', async () => {
      assert.equal((await place.cli(['remove', gone, '--yes'])).code, 0);
      const { code, stderr } = await place.cli(['remove', 'x.example.com', '--yes']);
      assert.equal(code, 1);
      assert.match(stderr, /^x\.example\.com is not known, so nothing is removed\.\n$/);
    });
  });

  describe('watch', () => {
    it('ends at once for a live domain', async () => {
      const { code, stdout } = await place.cli(['watch', blog]);
      assert.equal(code, 0);
      assert.match(stdout, /UTC {2}blog\.example\.com {2}done\nAll are live\.\n$/);
    });

    it('follows all domains that are not live until the time is up, and says why', async () => {
      const { code, stdout } = await place.cli(['watch', '--timeout', '0']);
      assert.equal(code, 1);
      assert.match(stdout, /shop\.example\.com {2}failed {2}dns-wrong-address\nNot live yet: shop/);
      assert.doesNotMatch(stdout, /gone|blog/);
    });

    it('ends once the domain is live, with a line for the change', async () => {
      const watching = place.cli(['watch', shop]);
      const store = await sqliteStore(path);
      const none = { closte: [], dns: [], certificate: [] };
      await store.update(shop, 12, (known) => known && { ...known, stage: 'done', problems: none });
      await store.close();
      const { code, stdout } = await watching;
      assert.equal(code, 0);
      assert.match(stdout, /shop\.example\.com {2}done\nAll are live\.\n$/);
    });

    it('exits with 1 if the domain is not known', async () => {
      const args = ['watch', 'x.example.com', '--json', '--timeout', '0'];
      const { code, stderr } = await place.cli(args);
      assert.equal(code, 1);
      assert.equal(JSON.parse(stderr).error.kind, 'failed');
    });

    it('waits for the event of an unknown domain', async () => {
      const fresh = parseDomainName('fresh.example.com');
      const watching = watchInPipe(place, fresh);
      await once(watching.stdout, 'data');
      await recorded(aRecord({ domain: fresh, stage: 'done', nextCheckAt: later }));
      await once(watching, 'close');
      assert.equal(watching.exitCode, 0);
    });

    it('does not report an unmapped domain as live', async () => {
      const { code, stdout } = await place.cli(['watch', gone]);
      assert.equal(code, 1);
      assert.match(stdout, /unmapped\nNo longer mapped: gone\.example\.com\.\n$/);
    });

    it('follows the others if one cannot be read, and does not report that one as live', async () => {
      await recorded(aRecord({ domain: shared, stage: 'failed', nextCheckAt: later }));
      damage(shop);
      const { code, stdout } = await place.cli(['watch', '--timeout', '0']);
      assert.equal(code, 1);
      assert.match(stdout, /the record of shop\.example\.com is damaged/);
      assert.match(stdout, /Not live yet: shared\.example\.com\.\nCannot be read: shop\.example/);
    });

    it('blames the record that is damaged, and not the store', async () => {
      damage(shop);
      const { code, stderr } = await place.cli(['watch', shop]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^In the store, the record of shop\.example\.com is damaged at .*replaces it\.\n$/,
      );
    });

    it('ends when its output is closed', async () => {
      const watching = watchInPipe(place, shop);
      await once(watching.stdout, 'data');
      watching.stdout.destroy();
      await recorded(aRecord({ stage: 'checking-ssl-cert', nextCheckAt: later }));
      await once(watching, 'close');
      assert.equal(watching.exitCode, 1);
    });
  });

  describe('a deployment that is named', () => {
    it('by --store is used, from any folder', async () => {
      await using elsewhere = await workplace();
      for (const store of [path, `sqlite:${path}`, dirname(path)]) {
        const { code, stdout } = await elsewhere.cli(['list', '--store', store]);
        assert.equal(code, 0);
        assert.match(stdout, /shop\.example\.com/);
      }
    });

    it('by use is remembered, named in each answer, and overridden by settings', async () => {
      await using elsewhere = await workplace();
      assert.equal(
        (await elsewhere.cli(['use', '--store', path])).stdout,
        `Remembered: store sqlite:${path}.\n`,
      );
      const { stdout, stderr } = await elsewhere.cli(['list']);
      assert.match(stdout, /shop\.example\.com/);
      assert.equal(
        stderr,
        `This is about store sqlite:${path}, which "closte-domains use" remembers.\n`,
      );

      const STORE = `sqlite:${join(elsewhere.folder, 'other.db')}`;
      const other = await elsewhere.cli(['list'], { STORE });
      assert.match(other.stdout, /^No domains/);
      assert.ok(
        other.stderr.endsWith(
          `This is about STORE=${STORE}, as the environment says, and not about store sqlite:${path}, which "closte-domains use" remembers.\n`,
        ),
      );
      assert.equal(
        (await elsewhere.cli(['use'], { STORE })).stderr,
        `The environment takes precedence as long as it sets STORE=${STORE}.\n`,
      );
      const named = await elsewhere.cli(['list', '--store', 'third.db']);
      assert.match(
        named.stderr,
        /\nThis is about store sqlite:.*third\.db, as the options say, and not about /,
      );
      assert.doesNotMatch((await elsewhere.cli(['list', '--store', path])).stderr, /This is about/);
      assert.equal(
        (await elsewhere.cli(['use', '--nothing'])).stdout,
        'No deployment is remembered.\n',
      );
      assert.match((await elsewhere.cli(['list'])).stderr, /^There is no store/);
    });

    it('and whose store is not there is a failure, not an empty list', async () => {
      await using elsewhere = await workplace();
      const { code, stdout, stderr } = await elsewhere.cli([
        'list',
        '--store',
        'none.db',
        '--json',
      ]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /There is no store at .*none\.db yet/);
    });

    for (const [what, folder] of [
      ['is a file', '/dev/null'],
      ['lets nobody make another', '/proc/nothing'],
    ] as const) {
      it(`cannot be remembered in a folder that ${what}, which is said in one line`, async () => {
        const { code, stdout, stderr } = await place.cli(['use', '--store', path], {
          XDG_CONFIG_HOME: folder,
        });
        assert.deepEqual([code, stdout], [1, '']);
        assert.match(
          stderr,
          /^The deployment cannot be remembered: E[A-Z]+: .* Set XDG_CONFIG_HOME .*\n$/,
        );
        assert.equal(stderr.split('\n').length, 2);
      });
    }

    it('by use and cannot be read any more is not replaced by another one silently', async () => {
      await using elsewhere = await workplace();
      await elsewhere.cli(['use', '--store', path]);
      const file = join(elsewhere.folder, '.config/closte-domains/deployment.json');
      for (const damaged of ['', '{"store":', '{"store":7}', '{"stores":"x"}']) {
        await writeFile(file, damaged);
        for (const args of [['list'], ['remove', 'shop.example.com', '--yes'], ['use']]) {
          const { code, stdout, stderr } = await elsewhere.cli(args);
          assert.deepEqual([code, stdout], [1, ''], args.join(' '));
          assert.match(stderr, /^The remembered deployment in .*deployment\.json cannot be read: /);
          assert.match(stderr, /closte-domains use --nothing/);
        }
        assert.equal((await elsewhere.cli(['list', '--store', path])).code, 0);
        assert.equal((await elsewhere.cli(['list'], { STORE: `sqlite:${path}` })).code, 0);
      }
      assert.equal((await elsewhere.cli(['use', '--nothing'])).code, 0);
      assert.match((await elsewhere.cli(['list'])).stderr, /^There is no store/);
    });

    it('by use is named as missing if no store is there', async () => {
      await using elsewhere = await workplace();
      const { code, stderr } = await elsewhere.cli(['use', '--store', 'none.db']);
      assert.equal(code, 0);
      assert.match(stderr, /^There is no store at \/.*\/none\.db yet\.\n$/);
      assert.equal((await elsewhere.cli(['use', '--store', path])).stderr, '');
    });

    const wrong: [args: string[], stderr: RegExp][] = [
      [['list', '--project', 'No'], /--project must be the id of a project on Google Cloud/],
      [['list', '--store'], /--store has no value/],
      [['list', '--store='], /--store must be firestore, sqlite:<path> or a path/],
      [['use', '--nothing', '--store', 'x'], /--nothing cannot be combined with another option/],
    ];
    for (const [args, expected] of wrong) {
      it(`is refused in "${args.join(' ')}" with exit code 2`, async () => {
        const { code, stderr } = await place.cli(args);
        assert.equal(code, 2);
        assert.match(stderr, expected);
      });
    }
  });
});

describe('the file closte-domains', () => {
  const FILE = fileURLToPath(new URL('../../../closte-domains', import.meta.url));

  it('runs the tool from any folder, by a link as well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'closte-domains-'));
    const link = join(folder, 'closte');
    await symlink(FILE, link);
    for (const file of [FILE, link]) {
      const said = execFileSync(file, ['--version'], { cwd: folder, encoding: 'utf8' });
      assert.match(said, /^\d+\.\d+\.\d+\n$/);
    }
    await rm(folder, { recursive: true });
  });

  it('prints none of the warnings that Node itself has', async () => {
    const env = { ...childEnvironment(), FORCE_COLOR: '1', NO_COLOR: '1' };
    const { stderr } = spawnSync(FILE, ['help', 'list'], { env, encoding: 'utf8' });
    assert.equal(stderr, '');
  });
});

/** Follows a domain until the test closes the output. */
function watchInPipe({ folder }: Workplace, domain: string) {
  return spawn(process.execPath, [MAIN, 'watch', domain], {
    cwd: folder,
    env: { ...childEnvironment(), XDG_CONFIG_HOME: join(folder, '.config') },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
    killSignal: 'SIGKILL',
  });
}
