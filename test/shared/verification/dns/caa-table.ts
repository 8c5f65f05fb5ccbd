/**
 * Sets of CAA records, and whether they let letsencrypt.org issue, each with where that is from: RFC 8659,
 * RFC 8657, the tests of Boulder (Let's Encrypt's program, va/caa.go and va/caa_test.go), SSLMate's
 * caatestsuite.com, or the reasoning.
 */

export interface CaaCase {
  readonly what: string;
  readonly source: string;
  /** Records as in zone files, names relative to the zone of the case. */
  readonly records: readonly string[];
  /** Whether the authority may issue for `shop` in that zone, or for the name that is given. */
  readonly name: 'yes' | 'no';
  /** Whether it may issue for the wildcard of that zone, or of the name that is given. */
  readonly wildcard: 'yes' | 'no';
  /** The name, relative to the zone; default: `shop`, and the zone itself below the asterisk. */
  readonly at?: string;
}

const OURS = '@ CAA 0 issue "letsencrypt.org"';
const OTHERS = '@ CAA 0 issue "ca1.example.net"';
const ACCOUNT = 'accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/321';

/** One record at the zone's top. */
function one(
  what: string,
  source: string,
  value: string,
  name: 'yes' | 'no',
  wildcard: 'yes' | 'no' = name,
): CaaCase {
  return { what, source, records: [`@ CAA ${value}`], name, wildcard };
}

const issue = (value: string) => `0 issue "${value}"`;

export const CAA_CASES: readonly CaaCase[] = [
  // The authority.
  { what: 'no CAA record', source: 'RFC 8659, 3', records: [], name: 'yes', wildcard: 'yes' },
  one('the authority', 'RFC 8659, 4.2', issue('letsencrypt.org'), 'yes'),
  one('another', 'RFC 8659, 4.2, ca1.example.net', issue('ca1.example.net'), 'no'),
  one('nobody', 'RFC 8659, 4.2, ";"', issue(';'), 'no'),
  one('nobody, by an empty value', 'caatestsuite empty.basic; RFC 8659, 4.2', issue(''), 'no'),
  one('nobody, by blanks', 'RFC 8659, 4.2: WSP around no name', issue('  '), 'no'),
  one('signs that are no name', 'RFC 8659, 4.2, "%%%%%"', issue('%%%%%'), 'no'),
  {
    what: 'the authority among others',
    source: 'RFC 8659, 4.2: several may',
    records: [OTHERS, OURS],
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'nobody, and the authority',
    source: 'RFC 8659, 4.2: ";" adds nothing',
    records: ['@ CAA 0 issue ";"', OURS],
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'a malformed value beside a good one',
    source: 'Boulder: what cannot be read is passed over',
    records: ['@ CAA 0 issue "letsencrypt.org; policy"', OURS],
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'more than fit into a datagram, the last of which allows',
    source: 'caatestsuite big.basic',
    records: [...Array.from({ length: 80 }, (_, i) => `@ CAA 0 issue "ca${i}.example.net"`), OURS],
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'more than fit into a datagram, none of which allows',
    source: 'caatestsuite big.basic',
    records: Array.from({ length: 80 }, (_, i) => `@ CAA 0 issue "ca${i}.example.net"`),
    name: 'no',
    wildcard: 'no',
  },

  // How a name is spelled.
  one('the authority in capitals', 'Boulder, caaDomainMatches', issue('LetsEncrypt.ORG'), 'no'),
  one(
    'the authority with a last dot',
    'Boulder, caaDomainMatches',
    issue('letsencrypt.org.'),
    'no',
  ),
  one('a name below it', 'another name', issue('ca.letsencrypt.org'), 'no'),
  one('a name that begins alike', 'another name', issue('letsencrypt.org.example.net'), 'no'),
  one('a name that ends alike', 'another name', issue('notletsencrypt.org'), 'no'),
  one('an empty label in it', 'RFC 8659, 4.2: label', issue('letsencrypt..org'), 'no'),
  one('its address on the web', 'RFC 8659, 4.2: no name', issue('https://letsencrypt.org'), 'no'),
  one('two names in one value', 'RFC 8659, 4.2', issue('letsencrypt.org ca1.example.net'), 'no'),
  one(
    'two names, a comma between',
    'RFC 8659, 4.2',
    issue('letsencrypt.org,ca1.example.net'),
    'no',
  ),
  one(
    'the name in quotation marks of its own',
    'a common mistake in panels',
    '0 issue "\\"letsencrypt.org\\""',
    'no',
  ),

  // White space.
  one('blanks around it', 'RFC 8659, 4.2: WSP', issue('  letsencrypt.org  '), 'yes'),
  one('tabs around it', 'RFC 8659, 4.2: WSP', issue('\\009letsencrypt.org\\009'), 'yes'),
  one('a line break behind it', 'RFC 5234: no WSP', issue('letsencrypt.org\\010'), 'no'),
  one('a no-break space behind it', 'RFC 5234: no WSP', issue('letsencrypt.org\\194\\160'), 'no'),
  one('blanks before the semicolon', 'RFC 8659, 4.2', issue('letsencrypt.org  ; a=b'), 'yes'),
  one('blanks around the equals sign', 'RFC 8659, 4.2', issue('letsencrypt.org; a = b'), 'yes'),

  // Parameters, RFC 8659, 4.2.
  one('a semicolon, no parameter', 'Boulder, parseCAARecord', issue('letsencrypt.org;'), 'yes'),
  one('a semicolon and blanks', 'Boulder, parseCAARecord', issue('letsencrypt.org;  '), 'yes'),
  one('two semicolons', 'RFC 8659, 4.2: an empty parameter', issue('letsencrypt.org;;'), 'no'),
  one('a parameter, a semicolon', 'RFC 8659, 4.2', issue('letsencrypt.org; a=b;'), 'no'),
  one(
    'an unknown parameter',
    'RFC 8659, 4.2: an issuer’s own affair',
    issue('letsencrypt.org; account=230123'),
    'yes',
  ),
  one(
    'parameters of another',
    'RFC 8659, 4.2, account=230123',
    issue('ca1.example.net; account=230123'),
    'no',
  ),
  one('parameters of nobody', 'RFC 8659, 4.2', issue('; a=b'), 'no'),
  one(
    'a parameter without a value',
    'RFC 8659, 4.2, "policy"',
    issue('letsencrypt.org; policy'),
    'no',
  ),
  one(
    'a parameter with an empty value',
    'RFC 8659, 4.2: *(…)',
    issue('letsencrypt.org; a='),
    'yes',
  ),
  one(
    'an equals sign in a value',
    'RFC 8659, 4.2: %x3C-7E',
    issue('letsencrypt.org; a=b=c'),
    'yes',
  ),
  one('a blank in a value', 'RFC 8659, 4.2: no %x20', issue('letsencrypt.org; a=b c'), 'no'),
  one(
    'a comma between parameters',
    'Boulder: a value with a blank',
    issue('letsencrypt.org; a=b, c=d'),
    'no',
  ),
  one(
    'a hyphen in a parameter’s tag',
    'Boulder: letters and digits',
    issue('letsencrypt.org; a-b=c'),
    'no',
  ),
  one(
    'a value beyond ASCII',
    'RFC 8659, 4.2: to %x7E',
    issue('letsencrypt.org; a=\\195\\169'),
    'no',
  ),

  // RFC 8657, accounturi.
  one(
    'an account',
    'RFC 8657, 3: nobody knows the host’s',
    issue(`letsencrypt.org; ${ACCOUNT}`),
    'no',
  ),
  one(
    'an account of another authority',
    'RFC 8657, 3',
    issue('letsencrypt.org; accounturi=https://ca.example/acct/1'),
    'no',
  ),
  one(
    'two accounts',
    'RFC 8657, 3: unsatisfiable',
    issue(`letsencrypt.org; ${ACCOUNT}; ${ACCOUNT}`),
    'no',
  ),
  one('an empty account', 'RFC 8657, 3: no URI', issue('letsencrypt.org; accounturi='), 'no'),
  one(
    'an account in capitals',
    'Boulder: another tag',
    issue(`letsencrypt.org; ACCOUNTURI=x`),
    'yes',
  ),
  {
    what: 'an account, and the authority without one',
    source: 'RFC 8657, 3: each property by itself',
    records: [`@ CAA 0 issue "letsencrypt.org; ${ACCOUNT}"`, OURS],
    name: 'yes',
    wildcard: 'yes',
  },

  // RFC 8657, validationmethods.
  one(
    'validation by HTTP',
    'RFC 8657, 4',
    issue('letsencrypt.org; validationmethods=http-01'),
    'yes',
    'no',
  ),
  one(
    'validation by TLS',
    'RFC 8657, 4; RFC 8737',
    issue('letsencrypt.org; validationmethods=tls-alpn-01'),
    'yes',
    'no',
  ),
  one(
    'validation by DNS alone',
    'RFC 8657, 4; Boulder',
    issue('letsencrypt.org; validationmethods=dns-01'),
    'no',
    'yes',
  ),
  one(
    'validation by DNS or HTTP',
    'RFC 8657, 4',
    issue('letsencrypt.org; validationmethods=dns-01,http-01'),
    'yes',
  ),
  one(
    'an unknown method and a known',
    'Boulder',
    issue('letsencrypt.org; validationmethods=x-02,http-01'),
    'yes',
    'no',
  ),
  one(
    'an authority’s own method',
    'RFC 8657, 4, ca-…',
    issue('letsencrypt.org; validationmethods=ca-visit'),
    'no',
  ),
  one('no method', 'RFC 8657, 4', issue('letsencrypt.org; validationmethods='), 'no'),
  one(
    'a malformed list of methods',
    'Boulder: label',
    issue('letsencrypt.org; validationmethods=http-01,,dns-01'),
    'no',
  ),
  one(
    'methods twice',
    'Boulder: unsatisfiable',
    issue('letsencrypt.org; validationmethods=http-01; validationmethods=http-01'),
    'no',
  ),
  one(
    'a method in capitals',
    'Boulder: compared as it is',
    issue('letsencrypt.org; validationmethods=HTTP-01'),
    'no',
  ),
  {
    what: 'methods on one record, another method on the next',
    source: 'RFC 8657, 5.1',
    records: [
      '@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"',
      '@ CAA 0 issue "letsencrypt.org; validationmethods=http-01"',
    ],
    name: 'yes',
    wildcard: 'yes',
  },
  one(
    'a method, and an account',
    'RFC 8657, 5: both are demanded',
    issue(`letsencrypt.org; validationmethods=http-01; ${ACCOUNT}`),
    'no',
  ),

  // Tags, RFC 8659, 4.1: case does not matter.
  one('a tag in capitals', 'caatestsuite uppercase-deny.basic', '0 ISSUE "ca1.example.net"', 'no'),
  one(
    'a tag in both cases',
    'caatestsuite mixedcase-deny.basic',
    '0 IsSuE "letsencrypt.org"',
    'yes',
  ),
  one('where to report', 'RFC 8659, 4.4', '0 iodef "mailto:security@example.com"', 'yes'),
  one('where to report, by a link', 'RFC 8659, 4.4', '0 iodef "https://iodef.example.com/"', 'yes'),
  one('mail certificates for nobody', 'RFC 9495; Boulder', '0 issuemail ";"', 'yes'),
  one(
    'whom to ask',
    'CA/Browser Forum, Baseline Requirements, A.1.1',
    '0 contactemail "a@example.com"',
    'yes',
  ),
  one('an unknown tag', 'RFC 8659, 4.1', '0 tbs "Unknown"', 'yes'),
  one('a tag that is only like it', 'an unknown one', '0 issues "ca1.example.net"', 'yes'),

  // Flags, RFC 8659, 4.1.
  one('the authority, critical', 'RFC 8659, 4.1', '128 issue "letsencrypt.org"', 'yes'),
  one('another, critical', 'RFC 8659, 4.1', '128 issue "ca1.example.net"', 'no'),
  one(
    'an unknown tag, critical',
    'RFC 8659, 4.5; caatestsuite critical1.basic',
    '128 tbs "Unknown"',
    'no',
  ),
  one('an unknown tag, critical by mistake', 'Boulder: 1 counts, too', '1 tbs "Unknown"', 'no'),
  one('an unknown tag, critical twice', 'caatestsuite critical2.basic', '129 tbs "Unknown"', 'no'),
  one('an unknown tag, all flags', 'RFC 8659, 4.1', '255 tbs "Unknown"', 'no'),
  one('an unknown tag, other flags', 'RFC 8659, 4.1: ignored', '126 tbs "Unknown"', 'yes'),
  one('where to report, critical', 'Boulder: known', '128 iodef "mailto:a@example.com"', 'yes'),
  one('mail certificates, critical', 'Boulder: known', '128 issuemail ";"', 'yes'),
  one('marks, critical', 'Boulder: known', '128 issuevmc ";"', 'yes'),
  one(
    'whom to phone, critical',
    'CA/Browser Forum, Baseline Requirements, A.1.2',
    '128 contactphone "+1 555 1234"',
    'yes',
  ),
  {
    what: 'the authority, and an unknown tag that is critical',
    source: 'RFC 8659, 4.5',
    records: [OURS, '@ CAA 128 tbs "Unknown"'],
    name: 'no',
    wildcard: 'no',
  },
  {
    what: 'another authority, and an unknown tag that is critical',
    source: 'RFC 8659, 4.5: both are in the way',
    records: [OTHERS, '@ CAA 128 tbs "Unknown"'],
    name: 'no',
    wildcard: 'no',
  },

  // Wildcards, RFC 8659, 4.3.
  one('wildcards for nobody', 'RFC 8659, 4.3', '0 issuewild ";"', 'yes', 'no'),
  one('wildcards by another', 'RFC 8659, 4.3', '0 issuewild "ca1.example.net"', 'yes', 'no'),
  one('wildcards by the authority', 'RFC 8659, 4.3', '0 issuewild "letsencrypt.org"', 'yes'),
  {
    what: 'names by another, wildcards by the authority',
    source: 'RFC 8659, 4.3: issuewild stands before issue',
    records: [OTHERS, '@ CAA 0 issuewild "letsencrypt.org"'],
    name: 'no',
    wildcard: 'yes',
  },
  {
    what: 'names by the authority, wildcards for nobody',
    source: 'RFC 8659, 4.3; caatestsuite deny.basic',
    records: [OURS, '@ CAA 0 issuewild ";"'],
    name: 'yes',
    wildcard: 'no',
  },
  {
    what: 'wildcards by DNS with an account',
    source: 'RFC 8657, 3',
    records: [`@ CAA 0 issuewild "letsencrypt.org; ${ACCOUNT}"`],
    name: 'yes',
    wildcard: 'no',
  },

  // Climbing, RFC 8659, 3.
  {
    what: 'a record of the name, below one of its zone',
    source: 'RFC 8659, 3: the closest set alone',
    records: [OTHERS, 'shop CAA 0 issue "letsencrypt.org"', `shop A 127.0.0.1`],
    name: 'yes',
    wildcard: 'no',
  },
  {
    what: 'a record of the name that only says whom to tell, below one of its zone',
    source: 'RFC 8659, 3: the closest set alone, whatever is in it',
    records: [OTHERS, 'shop CAA 0 iodef "mailto:a@example.com"', `shop A 127.0.0.1`],
    name: 'yes',
    wildcard: 'no',
  },
  {
    what: 'a record two names above',
    source: 'RFC 8659, 3',
    records: [OTHERS, 'a.b.shop A 127.0.0.1'],
    at: 'a.b.shop',
    name: 'no',
    wildcard: 'no',
  },
  {
    what: 'a record of a wildcard, which covers the name',
    source: 'RFC 4592: it is the name’s own',
    records: ['* CAA 0 issue "ca1.example.net"', '* A 127.0.0.1'],
    name: 'no',
    wildcard: 'yes',
  },
  {
    what: 'a CNAME record to a name with a record',
    source: 'RFC 8659, 3; caatestsuite cname-deny.basic',
    records: ['shop CNAME host', 'host A 127.0.0.1', 'host CAA 0 issue "ca1.example.net"'],
    name: 'no',
    wildcard: 'yes',
  },
  {
    what: 'two CNAME records to a name with a record',
    source: 'caatestsuite cname-cname-deny.basic',
    records: [
      'shop CNAME host',
      'host CNAME farm',
      'farm A 127.0.0.1',
      'farm CAA 0 issue "ca1.example.net"',
    ],
    name: 'no',
    wildcard: 'yes',
  },
  {
    what: 'a name below one with a CNAME record to a name with a record',
    source: 'caatestsuite sub1.cname-deny.basic',
    records: ['shop CNAME host', 'host CAA 0 issue "ca1.example.net"'],
    at: 'eu.shop',
    name: 'no',
    wildcard: 'no',
  },
  {
    what: 'a CNAME record to a name below one with a record',
    source: 'RFC 8659, 3: above where it leads nobody climbs',
    records: ['shop CNAME eu.host', 'eu.host A 127.0.0.1', 'host CAA 0 issue "ca1.example.net"'],
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'a DNAME record to a name with a record below',
    source: 'RFC 6672: it makes CNAME records; RFC 8659, 3',
    records: ['eu DNAME farm', 'shop.farm A 127.0.0.1', 'shop.farm CAA 0 issue "ca1.example.net"'],
    at: 'shop.eu',
    name: 'no',
    wildcard: 'no',
  },
  {
    what: 'a DNAME record to a name that has a record itself',
    source: 'RFC 6672, 2.4: it does not hold for its owner',
    records: ['eu DNAME farm', 'shop.farm A 127.0.0.1', 'farm CAA 0 issue "ca1.example.net"'],
    at: 'shop.eu',
    name: 'yes',
    wildcard: 'yes',
  },
  {
    what: 'a DNAME record beside a record',
    source: 'RFC 6672, 2.4: its owner keeps its own',
    records: ['eu DNAME farm', 'eu CAA 0 issue "ca1.example.net"', 'shop.farm A 127.0.0.1'],
    at: 'shop.eu',
    name: 'no',
    wildcard: 'no',
  },
];
