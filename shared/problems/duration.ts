/** In the largest unit that leaves little over: `42 minutes`. */
export function duration(seconds: number): string {
  const [size, unit] =
    seconds >= 7200
      ? ([3600, 'hour'] as const)
      : seconds >= 120
        ? ([60, 'minute'] as const)
        : ([1, 'second'] as const);
  const count = Math.ceil(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
