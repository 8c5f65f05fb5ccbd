import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, parse } from 'acorn';

/** A regular expression as a source spells it, or as it is built there of constants. */
export interface FoundRegex {
  readonly pattern: string;
  readonly flags: string;
  /** In the source, from 1. */
  readonly line: number;
  /** Whether matches are looked for one after the other, and not the first alone. */
  readonly isRepeated: boolean;
}

export interface FoundRegexes {
  readonly regexes: readonly FoundRegex[];
  /** The lines where one is built of what is not known before the program runs. */
  readonly builtLate: readonly number[];
}

/**
 * Every regular expression in the source of a TypeScript module.
 *
 * @throws {SyntaxError}
 */
export function regexesIn(source: string): FoundRegexes {
  // What is stripped leaves white space, so that every line stays where it was.
  const program = parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
  });
  const nodes = [...nodesIn(program)];
  const constants = new Map(program.body.flatMap(constantsOf));
  const regexes: FoundRegex[] = [];
  const builtLate: number[] = [];
  const explained = new Set<AnyNode>();
  const splitters = new Set<AnyNode>();

  const add = (node: AnyNode, pattern: string, flags: string) => {
    const isRepeated = /[gy]/.test(flags) || splitters.has(node);
    regexes.push({ pattern, flags, line: lineOf(node), isRepeated });
  };
  for (const node of nodes) {
    if (node.type === 'CallExpression' && isMember(node.callee, 'split')) {
      for (const argument of node.arguments) splitters.add(argument);
    }
    if (node.type === 'BinaryExpression' && node.operator === 'instanceof') {
      explained.add(node.right);
    }
    if (node.type === 'Literal' && node.regex) {
      add(node, node.regex.pattern, node.regex.flags);
    } else if (node.type === 'NewExpression' || node.type === 'CallExpression') {
      const { callee } = node;
      const [pattern, flags] = node.arguments.map((argument) => textOf(argument, constants));
      if (!isRegExp(callee) || pattern === undefined) continue;
      if (node.arguments.length > 1 && flags === undefined) continue;
      add(node, pattern, flags ?? '');
      explained.add(callee);
    } else if (isRegExp(node) && !explained.has(node)) {
      builtLate.push(lineOf(node));
    }
  }
  return { regexes, builtLate: [...new Set(builtLate)] };
}

/** The node and all that is in it, what is outside before what is inside. */
function* nodesIn(value: unknown): Generator<AnyNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesIn(item);
  } else if (isNode(value)) {
    yield value;
    for (const part of Object.values(value)) yield* nodesIn(part);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function lineOf(node: AnyNode): number {
  return node.loc?.start.line ?? 0;
}

function isRegExp(node: AnyNode): boolean {
  return node.type === 'Identifier' && node.name === 'RegExp';
}

function isMember(node: AnyNode, name: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === name
  );
}

/** The constants of a module that are named like one: no other thing has such a name. */
function constantsOf(statement: AnyNode): [string, AnyNode][] {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return [];
  return declaration.declarations.flatMap(({ id, init }): [string, AnyNode][] =>
    id.type === 'Identifier' && /^[A-Z_]+$/.test(id.name) && init ? [[id.name, init]] : [],
  );
}

/** The text that an expression is, if it is made of texts alone that stand in the source. */
function textOf(node: AnyNode, constants: ReadonlyMap<string, AnyNode>): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'Identifier') {
    const constant = constants.get(node.name);
    return constant && textOf(constant, constants);
  }
  if (node.type !== 'TemplateLiteral') return undefined;
  const [first, ...others] = node.quasis.map(({ value }) => value.cooked ?? '');
  const inserted = node.expressions.map((expression) => textOf(expression, constants));
  if (inserted.includes(undefined)) return undefined;
  return [first, ...others.flatMap((text, index) => [inserted[index], text])].join('');
}
