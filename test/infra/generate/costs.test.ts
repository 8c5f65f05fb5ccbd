import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { COUNTED, monthOf, PRICES } from '../../../infra/generate/costs.ts';
import { withCosts } from '../../../infra/generate/costs-table.ts';
import { ROOT } from '../deploy/scripts.ts';

describe('what a month costs', () => {
  it('is next to nothing for a small network: its reads and writes are free', () => {
    const { firestore, cloudRun, others } = monthOf(100);
    assert.ok(firestore < 0.01);
    assert.equal(cloudRun, 0);
    assert.ok(others > 0 && others < 5);
  });

  it('grows by the looks, and by little else, beyond what is free', () => {
    const [one, two] = [monthOf(1_000_000), monthOf(2_000_000)];
    const looks = 1_000_000 * 30;
    assert.ok(two.reads - one.reads - looks * COUNTED.look.reads < 0.05 * two.reads);
    assert.equal(two.writes - one.writes, looks * COUNTED.look.writes);
    const ofOperations =
      looks * (COUNTED.look.reads * PRICES.read + COUNTED.look.writes * PRICES.write);
    assert.ok(two.firestore - one.firestore > ofOperations);
    assert.ok(two.firestore - one.firestore < 1.1 * ofOperations);
  });

  it('counts as many conditions of alerts as there are', () => {
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

  it('needs its place in the page', () => {
    assert.throws(() => withCosts('# Costs\n'), /docs\/costs\.md has no place for the table/);
  });
});
