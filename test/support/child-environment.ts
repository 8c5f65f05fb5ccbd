const NAMES = ['PATH', 'HOME', 'NODE_COMPILE_CACHE'];

/**
 * What a process that a test starts has of this one's environment: nothing that says how the program
 * behaves, only what it takes to start it, and to start it quickly.
 *
 * @param covered whether what it covers counts, which takes its time
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
