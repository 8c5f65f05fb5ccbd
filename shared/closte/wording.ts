import { type DomainName, displayName } from '../domain-name.ts';

/**
 * The meaning of a reply's `error` for the domain or the key. Closte publishes no list: only `Invalid or
 * empty domain: …` is known (from Ultimate Multisite's source). Other errors are recognized by their words,
 * and an unrecognized one stays `unknown`, so that it never counts as a success.
 */
export type Meaning =
  | 'invalid-domain'
  | 'passing'
  | 'key-refused'
  | 'belongs-elsewhere'
  | 'alias-absent'
  | 'alias-present'
  | 'in-use'
  | 'unknown';

interface Wording {
  readonly means: Meaning;
  /** Matches the error in lower case, without punctuation, with `domain` in place of every name of it. */
  readonly words: RegExp;
}

/** Any one word. The length is bounded so that the expressions below stay fast; no real word is longer. */
const WORD = '\\w{1,40}';
const OWNER = '(account|application|app|client|customer|project|site|user|website)';
const ELSEWHERE = `(by|for|in|of|on|to|under|with) (an?)? ?(another|different|other) (${WORD} )?${OWNER}`;
const ITSELF = '(?<!\\b(for|of|on|with) (the |this |that )?)\\b(domain|it)';

/** The first entry that matches counts. */
const WORDINGS: readonly Wording[] = [
  { means: 'invalid-domain', words: /^invalid or empty domain\b/ },
  // These come before all others: a state that will pass is not final, whatever else the error says.
  { means: 'passing', words: /\b(busy|in progress|later|locked|maintenance|overloaded|pending)\b/ },
  { means: 'passing', words: /\b(processing|retry|temporar(ily|y)|timed out|timeout|too many)\b/ },
  { means: 'passing', words: /\b(being (added|deleted|processed|removed)|try again)\b/ },
  { means: 'key-refused', words: /\bapi ?key\b/ },
  { means: 'belongs-elsewhere', words: new RegExp(`\\b${ELSEWHERE}s?\\b|\\bsomeone else\\b`) },
  {
    means: 'belongs-elsewhere',
    words: new RegExp(`\\banother ${OWNER} (already )?(has|owns|uses)\\b`),
  },
  {
    means: 'key-refused',
    words: /\b(unauthori[sz]ed|not authori[sz]ed|authori[sz]ation|authentication|forbidden)\b/,
  },
  { means: 'key-refused', words: /\baccess (is |was )?denied\b/ },
  // These must be about the domain itself: a missing account or endpoint says nothing about the domain.
  {
    means: 'alias-absent',
    words: new RegExp(`${ITSELF} ((did|does|has|is|was) )?not (been )?(added|exists?|found)\\b`),
  },
  { means: 'alias-absent', words: /\b(no such|unknown) domain\b/ },
  { means: 'alias-absent', words: /\b(cannot|not|unable to) find (the |this |that )?domain$/ },
  {
    means: 'alias-present',
    words: /(?<!\bnot )\balready (added|been added|exists?|present|an? domain)\b/,
  },
  { means: 'alias-present', words: /\bdomain exists\b/ },
  {
    means: 'alias-present',
    words: new RegExp(`\\balready (${WORD} ){1,3}(by|in|on|to) this ${OWNER}\\b`),
  },
  { means: 'in-use', words: /\b(already|is) (assigned|in use|mapped|registered|taken|used)\b/ },
];

/** The meaning of `error` when it is about `domain`. */
export function meaningOf(error: string, domain: DomainName | undefined): Meaning {
  const words = wordsOf(error, domain);
  return WORDINGS.find((wording) => wording.words.test(words))?.means ?? 'unknown';
}

/** Whether this is the good answer to the connection test: Closte's error is that the domain is empty. */
export function isEmptyDomain(error: string): boolean {
  return error.trimEnd() === 'Invalid or empty domain:';
}

/** The words without the domain's own labels, which may be any words. */
function wordsOf(error: string, domain: DomainName | undefined): string {
  const text = error.toLowerCase();
  const nameless = namesOf(domain).reduce((rest, name) => rest.replaceAll(name, ' domain '), text);
  return nameless
    .replace(/n['’]t\b/g, ' not')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(domain|alias|hostname)\b( (domain|alias|name)\b)*/g, 'domain')
    .trim();
}

/** The domain without its asterisk, as it is sent and as people write it. */
function namesOf(domain: DomainName | undefined): readonly string[] {
  if (domain === undefined) return [];
  return [domain, displayName(domain)].map((name) => name.replace(/^\*\./, ''));
}
