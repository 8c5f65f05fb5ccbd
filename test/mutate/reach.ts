import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';

/** The functions of the sources that a run has called, in all of its processes. */
export interface Reach {
  /** Whether the function that contains this position was called. */
  has(file: string, at: number): boolean;
}

interface Called {
  readonly from: number;
  readonly to: number;
  readonly isCalled: boolean;
}

const coverageSchema = v.object({
  result: v.array(
    v.object({
      url: v.string(),
      functions: v.array(
        v.object({
          // The first one is the function itself, the others are parts of it.
          ranges: v.array(
            v.object({ startOffset: v.number(), endOffset: v.number(), count: v.number() }),
          ),
        }),
      ),
    }),
  ),
});

/** @param folder the folder of `NODE_V8_COVERAGE`, with a file for each process that has exited */
export function readReach(folder: string, root: string): Reach {
  const sources = pathToFileURL(join(root, 'shared/')).href;
  const calledIn = new Map<string, Called[][]>();
  for (const name of readdirSync(folder)) {
    for (const { url, functions } of coverageIn(readFileSync(join(folder, name), 'utf8'))) {
      if (!url.startsWith(sources)) continue;
      const called = functions.flatMap(({ ranges: [whole] }) =>
        whole ? [{ from: whole.startOffset, to: whole.endOffset, isCalled: whole.count > 0 }] : [],
      );
      const file = `shared/${url.slice(sources.length)}`;
      calledIn.set(file, [...(calledIn.get(file) ?? []), called]);
    }
  }
  return {
    has: (file, at) => calledIn.get(file)?.some((called) => isCalledAt(called, at)) ?? false,
  };
}

/** A process that was killed while it exited leaves an incomplete file. */
function coverageIn(text: string): v.InferOutput<typeof coverageSchema>['result'] {
  try {
    return v.parse(coverageSchema, JSON.parse(text)).result;
  } catch {
    return [];
  }
}

function isCalledAt(called: readonly Called[], at: number): boolean {
  const around = called.filter(({ from, to }) => from <= at && at < to);
  const innermost = around.toSorted((one, other) => one.to - one.from - (other.to - other.from))[0];
  return innermost?.isCalled ?? false;
}
