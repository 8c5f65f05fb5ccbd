import type { DomainName } from '../domain-name.ts';

/**
 * What the `error` of a reply says about the domain or the key. Closte publishes no list: only
 * `Invalid or empty domain: …` is known (from Ultimate Multisite's source), the rest is recognized
 * by its words, and what is not recognized stays `unknown` rather than be taken for a success.
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
  /** Of the text in lower case, without punctuation, where `domain` stands for every name of it. */
  readonly words: RegExp;
}

/** No word that may stand there is longer. */
const WORD = '\\w{1,40}';
const OWNER = '(account|application|app|client|customer|project|site|user|website)';
const ELSEWHERE = `(by|for|in|of|on|to|under|with) (an?)? ?(another|different|other) (${WORD} )?${OWNER}`;
const ITSELF = '(?<!\\b(for|of|on|with) (the |this |that )?)\\b(domain|it)';

/** The first that fits counts. */
const WORDINGS: readonly Wording[] = [
  { means: 'invalid-domain', words: /^invalid or empty domain\b/ },
  // Whatever else it says: what is over soon is not final.
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
  // Of the domain itself: that its account or an endpoint does not exist says nothing about it.
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

/** What `error` means when it is said of `domain`. */
export function meaningOf(error: string, domain: DomainName | undefined): Meaning {
  const words = wordsOf(error, domain);
  return WORDINGS.find((wording) => wording.words.test(words))?.means ?? 'unknown';
}

/** The connection test's good answer: the domain that it complains of is the empty one. */
export function isEmptyDomain(error: string): boolean {
  return error.trimEnd() === 'Invalid or empty domain:';
}

/** The domain's own labels, which may be any words, are out of it. */
function wordsOf(error: string, domain: DomainName | undefined): string {
  const text = error.toLowerCase();
  const nameless = domain ? text.replaceAll(domain.replace(/^\*\./, ''), ' domain ') : text;
  return nameless
    .replace(/n['’]t\b/g, ' not')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(domain|alias|hostname)\b( (domain|alias|name)\b)*/g, 'domain')
    .trim();
}
