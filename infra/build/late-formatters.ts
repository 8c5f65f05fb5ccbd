import type { Plugin } from 'rolldown';

/**
 * Lets got make its formatters of lists when it first uses them, for the message of an error of its caller. Making one loads
 * the languages' rules, which takes a twentieth of a cold start.
 */
export const lateFormatters: Plugin = {
  name: 'late-formatters',
  transform(code, id) {
    if (!id.endsWith('/@sindresorhus/is/distribution/index.js')) return undefined;
    const late = code.replace(
      /^const (and|or)Formatter = (new Intl\.ListFormat\([^()]{1,80}\));$/gm,
      'const $1Formatter = { format: (list) => $2.format(list) };',
    );
    if (late === code) throw new Error(`${id} has no such formatter any more: remove this plugin`);
    return late;
  },
};
