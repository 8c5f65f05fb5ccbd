import assert from 'node:assert/strict';
import { problemsFound } from '../../infra/cli/diagnosis.ts';
import { PROBLEM_CODES, type Problem } from '../../shared/problems/catalogue.ts';
import { describeWith } from '../infra/deploy/tools.ts';
import { NAME_SERVER_PROGRAMS } from '../support/name-servers.ts';
import { ABSENCE_ROWS } from './fault-matrix/absence-rows.ts';
import { CAA_ROWS } from './fault-matrix/caa-rows.ts';
import { CERTIFICATE_ROWS } from './fault-matrix/certificate-rows.ts';
import { POINTING_ROWS } from './fault-matrix/pointing-rows.ts';
import { PRIVATE_ROWS } from './fault-matrix/private-rows.ts';
import { PROPAGATION_ROWS } from './fault-matrix/propagation-rows.ts';
import { PROXY_ROWS } from './fault-matrix/proxy-rows.ts';
import { RIGHT_ROWS } from './fault-matrix/right-rows.ts';
import type { Row } from './fault-matrix/row.ts';
import { SERVER_ROWS } from './fault-matrix/server-rows.ts';
import { HAS_IPV6 } from './fault-matrix/web.ts';
import { startWorld, type World } from './fault-matrix/world.ts';
import { WWW_ROWS } from './fault-matrix/www-rows.ts';

/** Everything that can be the matter with a domain, shown by real servers. */
const MATRIX: Readonly<Record<string, readonly Row[]>> = {
  'pointing at the network': RIGHT_ROWS,
  'pointing elsewhere': POINTING_ROWS,
  'no address, and CNAME records that lead to none': ABSENCE_ROWS,
  'name servers that fail': SERVER_ROWS,
  'changes that have not got around': PROPAGATION_ROWS,
  'addresses that are not public': PRIVATE_ROWS,
  'who may issue its certificate': CAA_ROWS,
  'behind a proxy': PROXY_ROWS,
  'its certificate': CERTIFICATE_ROWS,
  'its www twin': WWW_ROWS,
};

const ROWS = Object.values(MATRIX).flat();
/** Most of the time is waiting for servers that do not answer. */
const AT_A_TIME = 8;

describeWith([...NAME_SERVER_PROGRAMS], 'the fault matrix', () => {
  let world: World;
  const seen = new Map<Row, PromiseSettledResult<readonly Problem[]>>();
  before(async function () {
    this.timeout(120_000);
    world = await startWorld(ROWS);
    // Each row has names of its own, so that they do not disturb each other.
    const left = ROWS.filter(isPossible).values();
    const lookAtSome = async () => {
      for (const row of left) {
        const [result] = await Promise.allSettled([world.diagnose(row).then(problemsFound)]);
        seen.set(row, result);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lookAtSome));
  });
  after(() => world.close());

  const withTitles = (remedy: string) =>
    remedy.replace(/\{(.+?)\}/g, (_, server: string) => world.titleOf(server));

  for (const [about, rows] of Object.entries(MATRIX)) {
    describe(about, () => {
      for (const row of rows) {
        const codes = row.told.map(([code]) => code).join(', ') || 'all is right';
        it(`${row.situation}: ${codes}`, function () {
          if (!isPossible(row)) {
            if (process.env.REQUIRE_ALL === '1') assert.fail('there is no IPv6 on this machine');
            this.skip();
          }
          const result = seen.get(row);
          if (result?.status === 'rejected') throw result.reason;
          const problems = result?.value ?? [];
          assert.deepEqual(
            problems.map(({ code, remedy }) => [code, remedy]),
            row.told.map(([code, remedy]) => [code, withTitles(remedy)]),
          );
          const messages = problems.map(({ message }) => message).join('\n');
          for (const name of row.named ?? []) {
            assert.ok(messages.includes(name), `${name} is not named: ${messages}`);
          }
        });
      }
    });
  }

  it('has every code of DNS, of CAA and of the certificate', () => {
    const codes = new Set(ROWS.flatMap(({ told }) => told.map(([code]) => code)));
    const missing = PROBLEM_CODES.filter((code) => !codes.has(code) && !code.startsWith('closte-'));
    assert.deepEqual(missing, []);
  });
});

function isPossible({ needsIpv6 = false }: Row): boolean {
  return HAS_IPV6 || !needsIpv6;
}
