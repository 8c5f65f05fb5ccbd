import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, parse } from 'acorn';
import { nodesIn } from '../../infra/check/nodes-in.ts';

/** One small fault in a source: `from`, which begins at `at`, becomes `to`. */
export interface Mutation {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

const SWAPPED_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['===', '!=='],
  ['!==', '==='],
  ['+', '-'],
  ['-', '+'],
  ['&&', '||'],
  ['||', '&&'],
]);

const SWAPPED_METHODS: ReadonlyMap<string, string> = new Map([
  ['every', 'some'],
  ['some', 'every'],
  ['min', 'max'],
  ['max', 'min'],
]);

/**
 * Every mutation of a TypeScript module that a person may make by mistake: operators, conditions and methods
 * that are mistaken for their opposites, and calls and changes of a field that are forgotten.
 *
 * @throws {SyntaxError}
 */
export function mutationsIn(source: string): Mutation[] {
  // Stripped types leave white space, so every position stays the same.
  const program = parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
  });
  const found = [...nodesIn(program)].flatMap((node) => mutationsOf(node, source));
  return found.toSorted((one, other) => one.at - other.at);
}

export function mutated(source: string, { at, from, to }: Mutation): string {
  if (!source.startsWith(from, at)) throw new Error(`${from} is not at its position`);
  return source.slice(0, at) + to + source.slice(at + from.length);
}

function mutationsOf(node: AnyNode, source: string): Mutation[] {
  const instead = ({ start, end }: AnyNode, to: string): Mutation => ({
    at: start,
    from: source.slice(start, end),
    to,
  });
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [...swappedOperator(node, source), ...withoutFallback(node, source)];
    case 'UnaryExpression':
      return node.operator === '!' ? [{ at: node.start, from: '!', to: '' }] : [];
    case 'IfStatement':
      return [instead(node.test, 'false'), instead(node.test, 'true')];
    case 'ConditionalExpression':
      return [instead(node.test, 'false'), instead(node.test, 'true')];
    case 'Literal':
      return typeof node.value === 'boolean' ? [instead(node, String(!node.value))] : [];
    case 'ExpressionStatement':
      return isEffect(node.expression) ? [instead(node, ';')] : [];
    case 'CallExpression':
      return swappedMethod(node.callee);
    case 'ObjectExpression':
      return forgottenFields(node, source);
    default:
      return [];
  }
}

type Infix = Extract<AnyNode, { type: 'BinaryExpression' | 'LogicalExpression' }>;

function swappedOperator({ left, right, operator }: Infix, source: string): Mutation[] {
  const to = SWAPPED_OPERATORS.get(operator);
  const at = source.indexOf(operator, left.end);
  const between = source.slice(left.end, right.start);
  // String concatenation has no opposite operator, and a comment in between might contain the operator, too.
  if (to === undefined || [left, right].some(isText) || /\/[/*]/.test(between)) return [];
  return [{ at, from: operator, to }];
}

/** `found ?? otherwise` as `found`. */
function withoutFallback({ left, right, operator }: Infix, source: string): Mutation[] {
  if (operator !== '??') return [];
  return [{ at: left.end, from: source.slice(left.end, right.end), to: '' }];
}

function swappedMethod(callee: AnyNode): Mutation[] {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
  const { name, start } = callee.property;
  const to = SWAPPED_METHODS.get(name);
  return to === undefined ? [] : [{ at: start, from: name, to }];
}

/** In an object that is copied with changes, drops each of the changes. */
function forgottenFields(
  { properties }: Extract<AnyNode, { type: 'ObjectExpression' }>,
  source: string,
): Mutation[] {
  const [first, ...others] = properties;
  if (first?.type !== 'SpreadElement') return [];
  return others.map((property, index) => {
    const at = (index === 0 ? first : others[index - 1])?.end ?? property.start;
    return { at, from: source.slice(at, property.end), to: '' };
  });
}

function isEffect(node: AnyNode): boolean {
  return ['AwaitExpression', 'CallExpression', 'AssignmentExpression'].includes(node.type);
}

function isText(node: AnyNode): boolean {
  return (
    node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')
  );
}
