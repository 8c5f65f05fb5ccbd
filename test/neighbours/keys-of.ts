/** The keys of an object, with their type. */
export function keysOf<Key extends string>(of: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(of).filter((key): key is Key => key in of);
}
