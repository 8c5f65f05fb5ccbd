declare const isHtml: unique symbol;

/** Markup made by our templates. Nothing else can make any, so no value ever becomes markup. */
export interface Html {
  readonly [isHtml]: true;
}

/** The values that may stand in a template: texts are escaped; false and undefined are left out. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * Markup is kept here and not in the object, so that an object made from a stranger's data cannot pass for
 * markup.
 */
const markups = new WeakMap<Html, string>();

/**
 * Makes markup with values in it: html`<p title="${text}">${text}</p>`. A value may stand between tags, or
 * within the quotes of an attribute that holds no script and no style.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return made(String.raw({ raw: strings }, ...values.map(markupOf)));
}

/** The markup as text, to be sent. */
export function rendered(page: Html): string {
  return markups.get(page) ?? '';
}

function made(markup: string): Html {
  const page: Html = Object.freeze(Object.create(null));
  markups.set(page, markup);
  return page;
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return isList(value) ? value.map(markupOf).join('') : rendered(value);
}

function isList(value: Html | readonly HtmlValue[]): value is readonly HtmlValue[] {
  return Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text. Invisible characters are left out, including those that reverse the order of a text. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]|\p{Cf}/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
