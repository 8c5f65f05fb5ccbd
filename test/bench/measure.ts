/** Numbers in the middle of several runs: one run on a shared machine says little. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/** Runs every subject in turn, round after round, so that a slow moment slows all of them. */
export async function inTurn<Name extends string>(
  subjects: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
): Promise<Map<string, number>> {
  const measured = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries<() => Promise<number>>(subjects)) {
      const value = await measure();
      // The first round warms the machine's caches up and does not count.
      if (round > 0) measured.set(name, [...(measured.get(name) ?? []), value]);
    }
  }
  return new Map([...measured].map(([name, values]) => [name, median(values)]));
}

/** Prints figures as a table, each beside its ratio to the first. */
export function printRatios(title: string, unit: string, figures: ReadonlyMap<string, number>) {
  const [base] = figures.values();
  console.log(`\n${title}`);
  for (const [name, value] of figures) {
    const ratio = base === undefined ? '' : `${(value / base).toFixed(2)} ×`;
    console.log(
      `  ${name.padEnd(44)} ${value.toFixed(0).padStart(8)} ${unit} ${ratio.padStart(9)}`,
    );
  }
}
