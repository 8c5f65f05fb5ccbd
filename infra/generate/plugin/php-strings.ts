/** A text of the plugin that is translated. */
export interface TranslatableText {
  readonly text: string;
  readonly plural?: string;
  /** The note for translators. */
  readonly comment?: string;
}

const CALL = /\b(?:esc_html__|esc_attr__|esc_html_e|esc_attr_e|__|_e|_n|_n_noop)\(/g;
const COMMENT = '/* translators: ';

/**
 * The texts that a PHP file passes to WordPress's functions for translation, in their order.
 *
 * @throws {Error} if one is not a literal in single quotes, since no translator would find it
 */
export function translatableTexts(php: string): TranslatableText[] {
  let end = 0;
  return [...php.matchAll(CALL)].map((call) => {
    const first = literalAt(php, skip(php, call.index + call[0].length, ' \n\t'));
    const second = call[0].startsWith('_n')
      ? literalAt(php, skip(php, first.end, ' \n\t,'))
      : undefined;
    const comment = lastComment(php.slice(end, call.index));
    end = second?.end ?? first.end;
    return {
      text: first.text,
      ...(second === undefined ? {} : { plural: second.text }),
      ...(comment === undefined ? {} : { comment }),
    };
  });
}

/** The first place from `at` on that has none of these characters. */
function skip(php: string, at: number, characters: string): number {
  let next = at;
  while (next < php.length && characters.includes(php.charAt(next))) next += 1;
  return next;
}

/** The text between two single quotes, and where it ends. A backslash escapes a quote or another backslash. */
function literalAt(php: string, at: number): { readonly text: string; readonly end: number } {
  let text = '';
  let next = at + 1;
  while (php.charAt(at) === "'" && next < php.length) {
    if (php.charAt(next) === "'") return { text, end: next + 1 };
    if (php.charAt(next) === '\\' && "'\\".includes(php.charAt(next + 1))) next += 1;
    text += php.charAt(next);
    next += 1;
  }
  throw new Error(`Not a text in single quotes: ${php.slice(at, at + 60)}`);
}

function lastComment(php: string): string | undefined {
  const at = php.lastIndexOf(COMMENT);
  if (at < 0) return undefined;
  return php.slice(at + COMMENT.length, php.indexOf(' */', at));
}
