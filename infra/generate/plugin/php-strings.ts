/** A text of the plugin that is translated. */
export interface TranslatableText {
  readonly text: string;
  readonly plural?: string;
  /** What translators are told of it. */
  readonly comment?: string;
}

const CALL = /\b(?:esc_html__|esc_attr__|esc_html_e|esc_attr_e|__|_e|_n|_n_noop)\(\s*/g;
const LITERAL = /'((?:[^'\\]|\\.)*)'\s*/y;
const COMMENT = /\/\* translators: ([^*]+) \*\//g;

/**
 * The texts that a PHP file hands to WordPress' functions for translation, in their order.
 *
 * @throws {Error} if one is no literal in single quotes: no translator would find it
 */
export function translatableTexts(php: string): TranslatableText[] {
  let end = 0;
  return [...php.matchAll(CALL)].map((call) => {
    const start = call.index + call[0].length;
    const hasPlural = /^_n/.test(call[0]);
    const [text, afterText] = literalAt(php, start);
    const [plural, after] = hasPlural
      ? literalAt(php, afterComma(php, afterText))
      : [undefined, afterText];
    const comment = [...php.slice(end, call.index).matchAll(COMMENT)].at(-1)?.[1];
    end = after;
    return {
      text,
      ...(plural === undefined ? {} : { plural }),
      ...(comment === undefined ? {} : { comment }),
    };
  });
}

function literalAt(php: string, at: number): [string, number] {
  LITERAL.lastIndex = at;
  const match = LITERAL.exec(php);
  if (match?.[1] === undefined) {
    throw new Error(`Not a text in single quotes: ${php.slice(at, at + 60)}`);
  }
  return [match[1].replace(/\\(['\\])/g, '$1'), LITERAL.lastIndex];
}

function afterComma(php: string, at: number): number {
  return at + (/^,\s*/.exec(php.slice(at, at + 20))?.[0].length ?? 0);
}
