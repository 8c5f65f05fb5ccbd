/** Numbers in the middle of several runs: one run on a shared machine says little. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/** Measures both in turn, round after round, so that a slow moment slows both of them. */
export async function paired<Value>(
  rounds: number,
  theirs: () => Promise<Value>,
  ours: () => Promise<Value>,
): Promise<{ readonly theirs: Value[]; readonly ours: Value[] }> {
  const measured = { theirs: [] as Value[], ours: [] as Value[] };
  for (let round = 0; round < rounds; round += 1) {
    measured.theirs.push(await theirs());
    measured.ours.push(await ours());
  }
  return measured;
}

/** The middle one of the ratios of each round. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}

export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
