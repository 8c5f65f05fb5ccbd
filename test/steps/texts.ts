/** Texts that are made to be slow to parse, and the parts from which such texts are built. */

export interface Text {
  /** A function of parsers.ts. */
  readonly parser: string;
  /** Parts of texts that the parser understands. */
  readonly parts: readonly string[];
  /** Generators of texts of about the given number of characters, each of a kind that is hard to parse. */
  readonly bad: Readonly<Record<string, (length: number) => string>>;
}

const filled = (part: string) => (length: number) => part.repeat(Math.ceil(length / part.length));
const between =
  (before: string, part: string, after: string) =>
  (length: number): string =>
    before + filled(part)(length) + after;

export const TEXTS: readonly Text[] = [
  {
    parser: 'caaValue',
    parts: ['letsencrypt.org', ';', 'a', '=', ' ', '\t', '-', '.', '"', '\\', '\u0001', 'é'],
    bad: {
      // A backtracking expression took 20 s for 121 bytes of it.
      'parameters of blanks': between('letsencrypt.org', ';a=          ', '\u0001'),
      blanks: filled(' '),
      hyphens: filled('a-'),
      'many parameters': between('a;', ' a=b;', ''),
      'a long value': between('a;b=', ' ', '\n'),
      'quotes to escape': filled('"'),
    },
  },
  {
    parser: 'caaRecords',
    parts: ['issue', 'issuewild', 'letsencrypt.org', ';', '\n', ' '],
    bad: { 'a record a line': filled('issuewild;\n'), 'empty records': filled('\n') },
  },
  {
    parser: 'dnsName',
    parts: ['a', '.', '\\', '\\.', '\\007', '-', '*', 'example.com', ' ', 'ü'],
    bad: {
      dots: filled('.'),
      backslashes: filled('\\'),
      labels: filled('a.'),
      escapes: filled('\\0'),
    },
  },
  {
    parser: 'domainName',
    parts: [
      'a',
      '.',
      'xn--',
      '-',
      '*',
      ':',
      '1',
      '0x',
      '[',
      ']',
      'ü',
      '。',
      'example.com',
      '@',
      '/',
    ],
    bad: {
      labels: filled('a.'),
      hyphens: between('a', '-', '.com'),
      ports: between('a', ':1', 'x'),
      'labels in Punycode': filled('xn--mnchen-3ya.'),
      digits: between('0x', '0', 'x'),
      'a letter that is no ASCII': filled('ü'),
    },
  },
  {
    parser: 'line',
    parts: ['a', ',', ' ', '\n', '\u0000', '\u202e', '\ud800', '😀'],
    bad: { blanks: filled(' \n'), commas: filled(','), 'what is stripped': filled('\u0000a') },
  },
  {
    parser: 'alternativeNames',
    parts: ['DNS:', 'a.example', ', ', '"', '\\', 'URI:', '*.', ':', ','],
    bad: {
      names: filled('DNS:*.example.com, '),
      'names below the domain': filled('DNS:a.shop.example.com, '),
      'quotations in quotations': filled('DNS:"\\", '),
      'quotations without end': filled(', DNS:"'),
      commas: filled(', '),
    },
  },
  {
    parser: 'distinguishedName',
    parts: ['CN=', 'O=', '\n', 'a', ' ', '\u0000'],
    bad: {
      'attributes that nobody knows': filled('OU=x\n'),
      lines: filled('\n'),
      blanks: filled(' '),
    },
  },
  {
    parser: 'proofBody',
    parts: ['f', ' ', '\n', '\ufeff'],
    bad: { blanks: between('f', '\n', 'f') },
  },
  {
    parser: 'location',
    parts: ['http://', 'shop.example.com', '/', '..', '?', '#', ':', '%', '@', '\\', ' '],
    bad: { 'ways up': filled('../'), ways: filled('/a'), escapes: filled('%2e%2e/') },
  },
  {
    parser: 'closteBody',
    parts: ['{', '}', '"', 'success', 'error', ':', ',', 'true', 'false', '[', ']', '\\u0000'],
    bad: {
      lists: filled('['),
      objects: filled('{"error":'),
      errors: between('{"success":false', ',"error":"domain already exists"', '}'),
    },
  },
  {
    parser: 'closteError',
    parts: [
      'already ',
      'domain ',
      'by another ',
      'account',
      'not ',
      '%25',
      '25',
      'k3y',
      ' ',
      "n't",
    ],
    bad: {
      'beginnings of what is known': filled('already exists in this '),
      'beginnings of what another has': filled('by another aaaaaaaa '),
      names: filled('domain alias hostname '),
      'a key that is encoded without end': between('%', '25', ''),
      'almost the key': filled('k3y/With+odd=char'),
      'almost a key of its own encoding': filled('25%25'),
      'not the key': filled("n't not be n't "),
    },
  },
  {
    parser: 'multisiteBody',
    parts: [
      '[',
      ']',
      '{',
      '}',
      '"id":',
      '"12"',
      '"blog_id":',
      '1',
      ',',
      '"domain":',
      '"a.example"',
    ],
    bad: {
      records: between('[{"id":"1"}', ',{"id":"1","blog_id":"2","domain":"a.example"}', ']'),
      'records without an id': between('[{}', ',{"domain":"a.example"}', ']'),
      lists: filled('['),
      digits: between('[{"id":"', '1', 'x"}]'),
    },
  },
  {
    parser: 'retryAfter',
    parts: ['1', ' ', 'Sun', ', ', 'GMT', '06', 'Nov', ':', '2026'],
    bad: {
      digits: between('', '1', 'x'),
      blanks: between('1', ' ', '1'),
      dates: between('Sun, ', ' GMT', 'x'),
    },
  },
  {
    parser: 'domainEvent',
    parts: [
      '{',
      '}',
      '"type":',
      '"domain.created"',
      ',',
      '"network":',
      '"addresses":',
      '[',
      ']',
      '"1"',
    ],
    bad: {
      'addresses that are none': between(
        '{"version":1,"type":"settings.updated","id":"a","network":{"addresses":["x"',
        ',"x"',
        ']}}',
      ),
      'fields that nobody knows': between('{"version":1,"type":"site.deleted"', ',"a":[[1]]', '}'),
      'a domain without end': between(
        '{"version":1,"type":"domain.created","domain":"',
        'a.',
        '"}',
      ),
      'microseconds without end': between(
        '{"version":1,"occurredAt":"2026-11-22T10:00:00.',
        '1',
        '"}',
      ),
      lists: filled('['),
    },
  },
];
