declare const isHtml: unique symbol;

/** Markup of ours. Nothing else can make one, so that no value ever becomes markup. */
export interface Html {
  readonly [isHtml]: true;
}

/** What may stand in a template: texts are escaped, and what is false or undefined is left out. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/** Kept here and not in the object: data that a stranger has shaped cannot look like one. */
const markups = new WeakMap<Html, string>();

/**
 * Markup with values in it: html`<p title="${text}">${text}</p>`. A value stands between tags, or within
 * the quotes of an attribute that is no script and no style.
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

/** Invisible characters, among them those that turn the order of a text around, are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n]|\p{Cf}/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
