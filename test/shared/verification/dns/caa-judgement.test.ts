import assert from 'node:assert/strict';
import { judgeCaa } from '../../../../shared/verification/dns/caa-judgement.ts';
import { caa } from '../../../support/scripted-dns.ts';

const LE = 'letsencrypt.org';
const ADD = `0 issue "${LE}"`;
const ADD_WILD = `0 issuewild "${LE}"`;

describe('the judgement of CAA records', () => {
  for (const [what, records, name, wildcard] of [
    ['none', [], 'allowed', 'allowed'],
    ['the authority', [ADD], 'allowed', 'allowed'],
    ['a tag in any spelling', [`0 ISSUE "${LE}"`], 'allowed', 'allowed'],
    ['the authority in capital letters', ['0 issue "LetsEncrypt.ORG"'], ADD, ADD],
    ['another authority', ['0 issue "ca1.example.net"'], ADD, ADD],
    ['the authority among others', ['0 issue "ca1.example.net"', ADD], 'allowed', 'allowed'],
    ['the authority, be it critical', [`128 issue "${LE}"`], 'allowed', 'allowed'],
    ['a name that only begins alike', ['0 issue "letsencrypt.org.example.net"'], ADD, ADD],
    ['a name below the authority’s', ['0 issue "ca.letsencrypt.org"'], ADD, ADD],
    ['nobody', ['0 issue ";"'], ADD, ADD],
    ['nobody, without a word', ['0 issue ""'], ADD, ADD],
    ['nobody, and the authority', ['0 issue ";"', ADD], 'allowed', 'allowed'],
    // RFC 8659, 4.3: issuewild stands before issue for wildcards, and is nothing to names.
    ['nobody for wildcards', [ADD, '0 issuewild ";"'], 'allowed', ADD_WILD],
    ['another for wildcards', [ADD, '0 issuewild "ca1.example.net"'], 'allowed', ADD_WILD],
    ['the authority for wildcards alone', ['0 issue ";"', ADD_WILD], ADD, 'allowed'],
    ['only another for wildcards', ['0 issuewild "ca1.example.net"'], 'allowed', ADD_WILD],
    // RFC 8659, 4.4.
    ['where to report', ['0 iodef "mailto:security@example.com"'], 'allowed', 'allowed'],
    ['where to report, critical', ['128 iodef "mailto:a@example.com"'], 'allowed', 'allowed'],
    // RFC 8659, 4.2: parameters.
    [
      'several parameters',
      [`0 issue " ${LE} ;b=https://ca.example/1 ; a = b=c "`],
      'allowed',
      'allowed',
    ],
    // RFC 8657.
    ['validation by DNS alone', [`0 issue "${LE}; validationmethods=dns-01"`], ADD, 'allowed'],
    ['validation by HTTP alone', [`0 issue "${LE}; validationmethods=http-01"`], 'allowed', ADD],
    ['an account', [`0 issue "${LE}; accounturi=https://ca.example/acct/1"`], ADD, ADD],
    ['a semicolon and no parameter', [`0 issue "${LE};"`], 'allowed', 'allowed'],
    ['parameters for nobody', ['0 issue "; a=b"'], ADD, ADD],
    ['parameters for another', ['0 issue "ca1.example.net; account=230123"'], ADD, ADD],
    // Malformed values let nobody issue.
    ['signs alone', ['0 issue "%%%%%"'], ADD, ADD],
    ['a parameter without a value', [`0 issue "${LE}; policy"`], ADD, ADD],
    ['a parameter with a space in its value', [`0 issue "${LE}; a=b c"`], ADD, ADD],
    ['two names', [`0 issue "${LE} ca1.example.net"`], ADD, ADD],
    ['a name with a last dot', [`0 issue "${LE}."`], ADD, ADD],
    ['a name with an empty label', ['0 issue "letsencrypt..org"'], ADD, ADD],
    ['a name with a hyphen in front', ['0 issue "-letsencrypt.org"'], ADD, ADD],
    ['a name with a line break behind', [`0 issue "${LE}\n"`], ADD, ADD],
    ['one malformed, one not', ['0 issue "%"', ADD], 'allowed', 'allowed'],
    ['a value without end', [`0 issue "${LE};${' '.repeat(60_000)}"`], ADD, ADD],
    // Unknown tags matter only where they are critical.
    ['an unknown tag', ['0 tbs "Unknown"'], 'allowed', 'allowed'],
    ['mail certificates', ['128 issuemail ";"'], 'allowed', 'allowed'],
  ] as const) {
    it(`${what}: ${name} for a name, ${wildcard} for a wildcard`, () => {
      const judged = [false, true].map((isForWildcard) =>
        judgeCaa(records.map(caa), LE, isForWildcard),
      );
      const told = judged.map((one) => (one.allowed ? 'allowed' : one.add));
      assert.deepEqual(told, [name, wildcard]);
    });
  }

  it('forbids all with an unknown critical tag, which has to be removed', () => {
    assert.deepEqual(judgeCaa([ADD, '128 TBS "Unknown"'].map(caa), LE, false), {
      allowed: false,
      records: { first: ['128 TBS "Unknown"'], more: 0 },
      remove: { first: ['128 TBS "Unknown"'], more: 0 },
      refusals: [],
    });
  });

  it('names what has to be removed exactly as it stands in the zone, however odd that is', () => {
    const odd = {
      flags: 129,
      tag: 'tbs',
      value: `${'A'.repeat(250)} ~\u001b\u007f\u00ff"`,
    };
    const judged = judgeCaa([odd], LE, false);
    assert.ok(!judged.allowed);
    assert.deepEqual(judged.remove.first, [`129 tbs "${'A'.repeat(250)} ~\\027\\127\\255\\""`]);
    assert.match(judged.records.first[0] ?? '', /^129 tbs "A{119}…"$/);
  });

  it('says both which records to remove and which to add', () => {
    const records = ['128 tbs "?"', '0 issue "ca1.example.net"'].map(caa);
    assert.deepEqual(judgeCaa(records, LE, false), {
      allowed: false,
      records: { first: ['128 tbs "?"', '0 issue "ca1.example.net"'], more: 0 },
      add: ADD,
      remove: { first: ['128 tbs "?"'], more: 0 },
      refusals: [],
    });
  });

  it('shows only the records that are in the way', () => {
    const records = ['0 issue "ca1.example.net"', '0 issuewild ";"', '0 iodef "mailto:a@b.c"'];
    assert.deepEqual(judgeCaa(records.map(caa), LE, true), {
      allowed: false,
      records: { first: ['0 issuewild ";"'], more: 0 },
      add: ADD_WILD,
      remove: { first: [], more: 0 },
      refusals: [],
    });
  });

  it('says why records that name the authority do not let it issue', () => {
    const records = [
      '0 issue "ca1.example.net"',
      `0 issue "${LE}; validationmethods=dns-01"`,
      '0 issue "LETSENCRYPT.org"',
    ];
    const judged = judgeCaa(records.map(caa), LE, false);
    assert.deepEqual('refusals' in judged && judged.refusals, [
      { kind: 'parameter', parameter: { tag: 'validationmethods', value: 'dns-01' } },
      { kind: 'spelling' },
    ]);
  });

  it('shows a stranger’s text fit for a line, and shortened', () => {
    const odd = { flags: 0, tag: 'issue', value: `a"b\\c\u001b[2J\n${'d'.repeat(9000)}` };
    const judged = judgeCaa(
      Array.from({ length: 100 }, () => odd),
      LE,
      false,
    );
    assert.ok(!judged.allowed);
    const { first, more } = judged.records;
    assert.deepEqual([first.length, more], [8, 92]);
    assert.match(first[0] ?? '', /^0 issue "a\\"b\\\\c\[2J d{110}…"$/);
  });
});
