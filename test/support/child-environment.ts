const NAMES = ['PATH', 'HOME', 'NODE_COMPILE_CACHE'];

/**
 * The part of the environment that a child process gets: what it needs to start, and to start quickly,
 * and nothing that changes how the program behaves.
 *
 * @param covered whether its coverage is counted, which makes it slower
 */
export function childEnvironment({ covered = false } = {}): Record<string, string> {
  const names = covered ? [...NAMES, 'NODE_V8_COVERAGE'] : NAMES;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
