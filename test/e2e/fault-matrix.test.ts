import assert from 'node:assert/strict';
import { problemsFound } from '../../infra/cli/diagnosis.ts';
import { inParallel } from '../../shared/async/in-parallel.ts';
import { CATALOGUE, type Problem } from '../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../shared/problems/codes.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import { recordsToCreate } from '../../shared/problems/records-to-create.ts';
import { describeWith } from '../infra/deploy/tools.ts';
import { NAME_SERVER_PROGRAMS } from '../support/name-servers.ts';
import { messagesOf, told } from '../support/told.ts';
import { HAS_UNBOUND } from '../support/unbound.ts';
import { isIn } from '../support/zone-edit.ts';
import { fixable, fixedRow, hasOtherWay } from './fault-matrix/fixed-row.ts';
import { MATRIX } from './fault-matrix/matrix.ts';
import type { Row } from './fault-matrix/row.ts';
import { HAS_IPV6 } from './fault-matrix/web.ts';
import { startWorld, type World } from './fault-matrix/world.ts';

const FIXED = {
  first: 'with the fixes carried out in the zones',
  orElse: 'with the other ways to fix it carried out in the zones',
} as const;

const ROWS = Object.values(MATRIX).flat();
/** Most of the time is waiting for servers that do not answer. */
const AT_A_TIME = 8;

describeWith([...NAME_SERVER_PROGRAMS], 'the fault matrix', () => {
  let world: World;
  let seen: Seen;
  before(async () => {
    world = await startWorld(ROWS);
    seen = await lookAtAll(world, ROWS);
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
            if (process.env.REQUIRE_ALL === '1') assert.fail(`it takes ${takes(row)}`);
            this.skip();
          }
          const problems = problemsOf(seen, row);
          assert.deepEqual(
            told(problems.map(withoutWhere)).map(({ code, remedy }) => [code, remedy]),
            row.told.map(([code, remedy]) => [code, withTitles(remedy)]),
          );
          const [first] = problems;
          if (row.where !== undefined && first) {
            assert.ok(problemText(first).remedy.endsWith(row.where), problemText(first).remedy);
          }
          const messages = messagesOf(problems).join('\n');
          for (const name of row.named ?? []) {
            assert.ok(messages.includes(name), `${name} is not named: ${messages}`);
          }
        });
      }
    });
  }

  for (const way of ['first', 'orElse'] as const) {
    describe(FIXED[way], () => {
      const fixed = new Map<Row, Row>();
      let after: Seen;
      before(async () => {
        for (const row of ROWS.filter(isPossible)) {
          const problems = problemsOf(seen, row);
          const isWay = way === 'first' || hasOtherWay(problems);
          if (isWay && fixable(problems).length > 0) {
            fixed.set(row, fixedRow(row, problems, way));
          }
        }
        const rows = [...fixed.values()];
        const mended = await startWorld(rows);
        after = await lookAtAll(mended, rows).finally(() => mended.close());
      });

      it('leaves none of the problems that they were to fix', () => {
        assert.ok(fixed.size > 0);
        const left = [...fixed].flatMap(([row, changed]) => {
          const codes = fixable(problemsOf(seen, row)).map(({ code }) => code);
          const still = problemsOf(after, changed).filter(({ code }) => codes.includes(code));
          return still.map(({ code }) => `${row.situation}: ${code}`);
        });
        assert.deepEqual(left, []);
      });

      it('causes no new problem', () => {
        const made = [...fixed].flatMap(([row, changed]) => {
          const before = new Set(problemsOf(seen, row).map(({ code }) => code));
          // A problem that a fixed one has hidden is not new.
          const wasHidden = (code: ProblemCode) =>
            CATALOGUE[code].followsFrom?.some((cause) => before.has(cause)) ?? false;
          return problemsOf(after, changed)
            .filter(({ code }) => !before.has(code) && !wasHidden(code))
            .map(({ code }) => `${row.situation}: ${code}`);
        });
        assert.deepEqual(made, []);
      });
    });
  }

  it('says where to make every change of records', () => {
    for (const row of ROWS.filter((one) => isPossible(one) && !one.script)) {
      for (const problem of fixable(problemsOf(seen, row))) {
        const { where, create, remove, replace } = problem.fix;
        assert.ok(where, row.situation);
        const [{ name } = { name: '' }] = [...create, ...remove, ...replace.map(({ to }) => to)];
        assert.ok(isIn(where.zone, { name }), `${row.situation}: ${where.zone}`);
        const { remedy } = problemText(problem);
        for (const one of [where.zone, ...where.servers]) assert.ok(remedy.includes(one), remedy);
      }
    }
  });

  describe('text and data', () => {
    it('name the same records', () => {
      for (const row of ROWS.filter(isPossible)) {
        for (const problem of problemsOf(seen, row)) {
          const { create, remove, replace, orElse } = problem.fix;
          const named = [...create, ...remove, ...replace.flatMap(({ from, to }) => [from, to])];
          const { remedy } = problemText(problem);
          for (const { name, value } of [...named, ...(orElse?.create ?? [])]) {
            assert.ok(
              remedy.includes(name) && remedy.includes(value),
              `${row.situation}: ${remedy}`,
            );
          }
          const changesRecords = /(create|change|remove|add) the .*record/i.test(remedy);
          assert.equal(changesRecords, named.length > 0, `${row.situation}: ${remedy}`);
        }
      }
    });

    it('never ask for a CNAME record beside another record of its name', () => {
      for (const row of ROWS.filter(isPossible)) {
        const { records } = recordsToCreate(problemsOf(seen, row));
        for (const { name, type } of records.filter((record) => record.type === 'CNAME')) {
          const beside = records.filter((other) => other.name === name && other.type !== type);
          assert.deepEqual(beside, [], row.situation);
        }
      }
    });
  });

  it('shows every problem code of DNS, CAA and the certificate', () => {
    const codes = new Set(ROWS.flatMap(({ told }) => told.map(([code]) => code)));
    const missing = PROBLEM_CODES.filter((code) => !codes.has(code) && !code.startsWith('closte-'));
    assert.deepEqual(missing, []);
  });
});

type Seen = ReadonlyMap<Row, PromiseSettledResult<readonly Problem[]>>;

/** Each row has names of its own, so that they do not disturb each other. */
async function lookAtAll(world: World, rows: readonly Row[]): Promise<Seen> {
  const seen = new Map<Row, PromiseSettledResult<readonly Problem[]>>();
  await inParallel(rows.filter(isPossible), AT_A_TIME, async (row) => {
    const [result] = await Promise.allSettled([world.diagnose(row).then(problemsFound)]);
    seen.set(row, result);
  });
  return seen;
}

function problemsOf(seen: Seen, row: Row): readonly Problem[] {
  const result = seen.get(row);
  if (result?.status === 'rejected') throw result.reason;
  return result?.value ?? [];
}

/** Where to make a change has a test of its own. */
function withoutWhere(problem: Problem): Problem {
  const { where: _, ...fix } = problem.fix;
  return { ...problem, fix };
}

function isPossible({ needsIpv6 = false, byUnbound = false }: Row): boolean {
  return (HAS_IPV6 || !needsIpv6) && (HAS_UNBOUND || !byUnbound);
}

function takes({ needsIpv6 }: Row): string {
  return needsIpv6 ? 'IPv6' : 'Unbound';
}
