import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtracking } from './backtracking.ts';
import type { BuiltLate } from './built-late.ts';
import { type FoundRegex, regexesIn } from './regexes-in.ts';

const SOURCES = '{shared,functions,infra}/**/*.ts';

/**
 * The faults of the regular expressions in the sources below `root`, a line for each:
 * `shared/domain-name.ts:12: /a+$/ backtracks (2nd degree polynomial), on 'a'³¹⁶⁴⁶`.
 */
export async function regexFaults(
  root: string,
  builtLate: readonly BuiltLate[],
): Promise<readonly string[]> {
  const faults: string[] = [];
  const judge = memoized(backtracking);
  const late = new Map(builtLate.map(({ file, built }) => [file, built]));
  for (const file of globSync(SOURCES, { cwd: root }).sort()) {
    const found = regexesIn(readFileSync(join(root, file), 'utf8'));
    const built = late.get(file);
    late.delete(file);
    const regexes = [...found.regexes];
    for (const line of found.builtLate) {
      if (built) regexes.push(...built.map((regex) => asBuilt(regex, line)));
      else
        faults.push(
          `${file}:${line}: builds a regular expression from values that are not known here`,
        );
    }
    if (built && found.builtLate.length === 0) faults.push(notNeeded(file));
    for (const regex of regexes) {
      const fault = await judge(regex);
      if (fault === undefined) continue;
      faults.push(`${file}:${regex.line}: /${regex.pattern}/${regex.flags} ${fault}`);
    }
  }
  return [...faults, ...[...late.keys()].map(notNeeded)];
}

function asBuilt({ source, flags, global, sticky }: RegExp, line: number): FoundRegex {
  return { pattern: source, flags, line, isRepeated: global || sticky };
}

function notNeeded(file: string): string {
  return `${file} builds no regular expression late: infra/check/built-late.ts need not name it`;
}

/** Each expression once: some occur in several places. */
function memoized(judge: typeof backtracking): typeof backtracking {
  const verdicts = new Map<string, Promise<string | undefined>>();
  return (regex) => {
    const key = `/${regex.pattern}/${regex.flags} ${regex.isRepeated}`;
    const verdict = verdicts.get(key) ?? judge(regex);
    verdicts.set(key, verdict);
    return verdict;
  };
}
