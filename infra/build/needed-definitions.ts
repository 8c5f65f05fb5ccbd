import * as v from 'valibot';

/** A part of a protocol in protobufjs' JSON, with the fields that name other parts. */
interface Definition {
  nested?: Record<string, Definition> | undefined;
  fields?: Record<string, { type: string }> | undefined;
  methods?: Record<string, { requestType: string; responseType: string }> | undefined;
  values?: unknown;
  extend?: string | undefined;
}

const definition: v.GenericSchema<unknown, Definition> = v.looseObject({
  nested: v.optional(
    v.record(
      v.string(),
      v.lazy(() => definition),
    ),
  ),
  fields: v.optional(v.record(v.string(), v.looseObject({ type: v.string() }))),
  methods: v.optional(
    v.record(v.string(), v.looseObject({ requestType: v.string(), responseType: v.string() })),
  ),
  extend: v.optional(v.string()),
});

/**
 * The definitions of a protocol that a service needs: those that its methods and their messages name. Other services,
 * and definitions that describe the protocol itself, are left out.
 *
 * @param protocol as protobufjs writes it in JSON
 * @param service its full name
 * @throws {Error} if the protocol has no such service
 */
export function neededDefinitions(protocol: unknown, service: string): object {
  const root = v.parse(definition, protocol);
  const byName = new Map(named(root, ''));
  if (!byName.has(service)) throw new Error(`there is no ${service} in the protocol`);
  const needed = new Set<string>();
  const visit = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    const { fields = {}, methods = {} } = byName.get(name) ?? {};
    const types = [
      ...Object.values(fields).map(({ type }) => type),
      ...Object.values(methods).flatMap(({ requestType, responseType }) => [
        requestType,
        responseType,
      ]),
    ];
    for (const type of types) {
      const found = scopesOf(name).find((scope) => byName.has(join(scope, type)));
      if (found !== undefined) visit(join(found, type));
    }
  };
  visit(service);
  return prune(root, '', needed) ?? {};
}

function named({ nested = {} }: Definition, scope: string): [string, Definition][] {
  return Object.entries(nested).flatMap(([key, part]) => {
    const name = join(scope, key);
    const isType = part.fields ?? part.methods ?? part.values;
    return [...(isType ? [[name, part] as [string, Definition]] : []), ...named(part, name)];
  });
}

/** Where a name is looked for: in the definition that uses it, then in each enclosing one. */
function scopesOf(name: string): string[] {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.')).concat('');
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

/** The definition without its unneeded parts; undefined if nothing is left. */
function prune(
  part: Definition,
  name: string,
  needed: ReadonlySet<string>,
): Definition | undefined {
  const nested = Object.entries(part.nested ?? {}).flatMap(([key, inner]) => {
    const kept = prune(inner, join(name, key), needed);
    return kept ? [[key, kept] as const] : [];
  });
  if (nested.length === 0 && !needed.has(name)) return undefined;
  const { nested: _, ...itself } = part;
  return nested.length === 0 ? itself : { ...itself, nested: Object.fromEntries(nested) };
}
