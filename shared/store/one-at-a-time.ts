/**
 * Runs what concerns the same thing one after the other, in the order in which it was asked for,
 * and what concerns different things side by side.
 */
export function oneAtATime() {
  const lastOf = new Map<string, Promise<unknown>>();
  return <Result>(thing: string, run: () => Promise<Result>): Promise<Result> => {
    const last = lastOf.get(thing) ?? Promise.resolve();
    const result = last.then(run, run);
    lastOf.set(thing, result);
    const forget = () => {
      if (lastOf.get(thing) === result) lastOf.delete(thing);
    };
    result.then(forget, forget);
    return result;
  };
}
