/** Functions with a known number of steps, which verify the counter. */

export function linear(length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at++) sum += at;
  return sum;
}

export function quadratic(length: number): number {
  let sum = 0;
  for (let one = 0; one < length; one++) {
    for (let other = 0; other < one; other++) sum += other;
  }
  return sum;
}

export function quadraticByCallbacks(length: number): number {
  const all = Array.from({ length }, (_, at) => at);
  return all.filter((one) => all.every((other) => other <= length + one)).length;
}

export function quadraticBySearching(length: number): number {
  const all = Array.from({ length }, (_, at) => at);
  return all.filter((one) => all.includes(one)).length;
}

export async function quadraticAcrossTurns(length: number): Promise<number> {
  let sum = 0;
  for (let one = 0; one < length; one++) {
    await Promise.resolve();
    sum += linear(length);
  }
  return sum;
}

export function failing(): never {
  throw new RangeError('it fails');
}
