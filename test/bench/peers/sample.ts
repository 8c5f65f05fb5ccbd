/** The result that a peer prints after looking at domains. */
export interface Sample {
  readonly domains: number;
  readonly ms: number;
  readonly cpuMs: number;
}

/** Looks at some names to warm up, then at all of them, and prints the time that this took. */
export async function printSample(
  names: readonly string[],
  look: (names: readonly string[]) => Promise<void>,
): Promise<void> {
  await look(names.slice(0, 100));
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await look(names);
  const { user, system } = process.cpuUsage(before);
  const sample: Sample = {
    domains: names.length,
    ms: performance.now() - startedAt,
    cpuMs: (user + system) / 1000,
  };
  console.log(JSON.stringify(sample));
}

export function shopNames(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `shop-${n}.example.com`);
}
