import { stripTypeScriptTypes } from 'node:module';
import { type AnyNode, parse } from 'acorn';
import { nodesIn } from './nodes-in.ts';

/** A regular expression that a source file contains, or builds from constants. */
export interface FoundRegex {
  readonly pattern: string;
  readonly flags: string;
  /** The line in the source, from 1. */
  readonly line: number;
  /** Whether it is matched repeatedly, and not only once. */
  readonly isRepeated: boolean;
}

export interface FoundRegexes {
  readonly regexes: readonly FoundRegex[];
  /** The lines that build an expression from values known only at run time. */
  readonly builtLate: readonly number[];
}

/**
 * Every regular expression in the source of a TypeScript module.
 *
 * @throws {SyntaxError} if it is not such a module
 */
export function regexesIn(source: string): FoundRegexes {
  // White space replaces the types, so that every line stays where it was.
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

/** The constants of a module, recognized by their names in capitals, which nothing else has. */
function constantsOf(statement: AnyNode): [string, AnyNode][] {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return [];
  return declaration.declarations.flatMap(({ id, init }): [string, AnyNode][] =>
    id.type === 'Identifier' && /^[A-Z_]+$/.test(id.name) && init ? [[id.name, init]] : [],
  );
}

/** The value of an expression that consists only of texts in the source. */
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
