/**
 * Runs tasks about the same thing one after the other, in the order of the requests, and tasks about
 * different things side by side.
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
