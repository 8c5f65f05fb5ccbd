import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { check } from 'recheck';
import type { FoundRegex } from './regexes-in.ts';

// The backend in pure JavaScript runs in this process; the others are a JAR and native programs.
process.env.RECHECK_BACKEND = 'pure';

/** A limit above this on the repetitions of one character counts as no limit. */
const FEW_CHARACTERS = 64;
/** The same for a group, each repetition of which may match in several ways. */
const FEW_GROUPS = 8;

/**
 * Why a regular expression may take more than linear time; undefined if it takes at most linear time for
 * every input.
 *
 * The analyser proves this for one match: it makes an automaton of the expression, and reports when it
 * cannot. Two cases are beyond it. It treats a count such as `{0,1000}` as a constant, so the expression
 * is also judged without its higher counts. And it does not see how far repeated matches
 * read past their own ends, so an expression that is matched repeatedly must not read past them.
 */
export async function backtracking(regex: FoundRegex): Promise<string | undefined> {
  const { pattern, flags, isRepeated } = regex;
  const tree = new RegExpParser().parsePattern(pattern, 0, pattern.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const uncounted = withoutHighCounts(pattern, tree);
  for (const variant of new Set([pattern, uncounted])) {
    const fault = await faultOfOneMatch(variant, flags.replace(/[dgy]/g, ''));
    if (fault !== undefined) return variant === pattern ? fault : `${fault}, as /${variant}/`;
  }
  return isRepeated ? readingOn(tree) : undefined;
}

async function faultOfOneMatch(pattern: string, flags: string): Promise<string | undefined> {
  // There is no time limit, so that a busy machine gives the same result.
  const verdict = await check(pattern, flags, { checker: 'automaton', timeout: null });
  switch (verdict.status) {
    case 'safe':
      return undefined;
    case 'vulnerable':
      return `backtracks (${verdict.complexity.summary}), on ${verdict.attack.pattern}`;
    case 'unknown':
      return `cannot be judged (${verdict.error.kind}${messageOf(verdict.error)})`;
  }
}

function messageOf(error: object): string {
  return 'message' in error ? `: ${error.message}` : '';
}

function withoutHighCounts(pattern: string, tree: AST.Pattern): string {
  let written = '';
  let done = 0;
  const quantifiers = quantifiersOf(tree).sort((one, other) => one.element.end - other.element.end);
  for (const { min, max, element, end, greedy } of quantifiers) {
    const few = element.type.startsWith('Character') ? FEW_CHARACTERS : FEW_GROUPS;
    const highest = max === Infinity ? min : max;
    if (highest <= few) continue;
    written += pattern.slice(done, element.end) + (min === 0 ? '*' : '+') + (greedy ? '' : '?');
    done = end;
  }
  return written + pattern.slice(done);
}

function readingOn(tree: AST.Pattern): string | undefined {
  const last = quantifiersOf(tree).filter(({ max }) => max === Infinity);
  const followed = last.find((quantifier) => isFollowed(quantifier));
  return followed && `reads on after ${followed.raw}, and may do so again from the next match`;
}

/** Whether the match can still fail after this part, so that all of the part is read again. */
function isFollowed(node: AST.Quantifier | AST.Group | AST.CapturingGroup): boolean {
  const { parent } = node;
  if (parent.type === 'Quantifier') return isFollowed(parent);
  if (parent.type !== 'Alternative') return true;
  if (parent.elements.at(-1) !== node) return true;
  const outer = parent.parent;
  return outer.type === 'Pattern' ? false : outer.type === 'Assertion' || isFollowed(outer);
}

function quantifiersOf(tree: AST.Pattern): AST.Quantifier[] {
  const found: AST.Quantifier[] = [];
  visitRegExpAST(tree, { onQuantifierEnter: (quantifier) => void found.push(quantifier) });
  return found;
}
