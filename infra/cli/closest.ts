/** The candidate that is probably meant by a misspelt word; undefined if none is near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .map((candidate) => ({
      candidate,
      distance: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(
      ({ candidate, distance: d }) =>
        (d < candidate.length && d <= Math.max(1, candidate.length / 3)) ||
        isBeginning(word, candidate),
    )
    .toSorted((one, other) => one.distance - other.distance);
  return near[0]?.candidate;
}

/** Three letters are usually enough to recognize a word. */
function isBeginning(word: string, candidate: string): boolean {
  return word.length >= 3 && candidate.toLowerCase().startsWith(word.toLowerCase());
}

/** `; did you mean list?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** How many letters have to be added, left out, changed or swapped with the next one to get from one word to the other. */
function distance(one: string, other: string): number {
  // No word of ours is that long.
  if (one.length > 40) return one.length;
  let twoBefore: number[] = [];
  let before = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(
          (row[j - 1] ?? 0) + 1,
          (before[j] ?? 0) + 1,
          (before[j - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (twoBefore[j - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    twoBefore = before;
    before = row;
  }
  return before[other.length] ?? one.length;
}
