import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { COUNTED, monthOf, PRICES } from '../../../infra/generate/costs.ts';
import { ROOT } from '../deploy/scripts.ts';

describe('the cost of a month', () => {
  it('is next to nothing for a small network: its reads and writes are free', () => {
    const { firestore, cloudRun, others } = monthOf(100);
    assert.ok(firestore < 0.01);
    assert.equal(cloudRun, 0);
    assert.ok(others > 0 && others < 5);
  });

  it('grows with the looks and the comparisons, and little else, beyond the free quota', () => {
    const [one, two] = [monthOf(1_000_000), monthOf(2_000_000)];
    const looks = 1_000_000 * 30;
    const reads = COUNTED.look.reads + COUNTED.reconciliation.reads;
    assert.ok(two.reads - one.reads - looks * reads < 0.1 * two.reads);
    assert.equal(two.writes - one.writes, looks * COUNTED.look.writes);
    const ofOperations = looks * (reads * PRICES.read + COUNTED.look.writes * PRICES.write);
    assert.ok(two.firestore - one.firestore > ofOperations);
    assert.ok(two.firestore - one.firestore < 1.1 * ofOperations);
  });

  it('counts every condition of the alerts', () => {
    const alerts = globSync('infra/monitoring/alerts/*.yaml', { cwd: ROOT });
    const conditions = alerts.flatMap(
      (file) => readFileSync(`${ROOT}/${file}`, 'utf8').match(/^ {2}- displayName:/gm) ?? [],
    );
    const { others } = monthOf(1);
    assert.equal(
      others.toFixed(2),
      (conditions.length * PRICES.alertCondition + 2 * PRICES.secretVersion).toFixed(2),
    );
  });
});
