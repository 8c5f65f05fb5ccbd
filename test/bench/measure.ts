/** Medians of several runs: one run on a shared machine says little. */

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

/** How ours compares with theirs. */
export interface Ratio {
  /** The ratio of the two medians, which the table shows as well, so that a reader can check it. */
  readonly ofMedians: number;
  /** The least ratio of a round. The further apart `least` and `most` are, the less the ratio says. */
  readonly least: number;
  readonly most: number;
}

export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ofRounds = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
  return {
    ofMedians: median(ours) / median(theirs),
    least: Math.min(...ofRounds),
    most: Math.max(...ofRounds),
  };
}

export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
