import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readIssueValue } from '../../../../shared/verification/dns/caa-issue-value.ts';

describe('the issuer in a CAA value', () => {
  for (const [value, issuer] of [
    ['letsencrypt.org', 'letsencrypt.org'],
    [' \tLetsEncrypt.ORG\t ', 'LetsEncrypt.ORG'],
    ['ca1-x.example.net', 'ca1-x.example.net'],
    ['localhost', 'localhost'],
    ['ca.example;', 'ca.example'],
    ['ca.example; ', 'ca.example'],
    ['ca.example;a=', 'ca.example'],
    ['ca.example; a = b=c ;de=f', 'ca.example'],
    ['ca.example;=b', 'ca.example'],
    // Nobody, on purpose.
    ['', ''],
    [' ', ''],
    [';', ''],
    ['; a=b', ''],
    // A value that is not a name is nobody's.
    ['.ca.example', '.ca.example'],
    ['ca.example\n', 'ca.example\n'],
    ['ca.example a=b', 'ca.example a=b'],
    // Malformed.
    ['ca.example;;', undefined],
    ['ca.example;a=b;', undefined],
    ['ca.example;a', undefined],
    ['ca.example;-a=b', undefined],
    ['ca.example;a-b=c', undefined],
    ['ca.example;a=b c', undefined],
    ['ca.example;a=\u00e9', undefined],
  ] as const) {
    it(`is ${issuer ?? 'malformed'} for ${JSON.stringify(value)}`, () => {
      assert.equal(readIssueValue(value)?.issuer, issuer);
    });
  }

  it('is the name that the grammar puts in front, with any parameters behind it', () => {
    const blanks = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
    const label = fc
      .tuple(fc.stringMatching(/^[a-z0-9]$/), fc.stringMatching(/^[a-z0-9-]{0,8}[a-z0-9]$/))
      .map((parts) => parts.join(''));
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    const parameter = fc
      .tuple(
        blanks,
        fc.stringMatching(/^[A-Za-z0-9]{1,8}$/),
        blanks,
        fc.stringMatching(/^[\x21-\x3a\x3c-\x7e]{0,20}$/),
        blanks,
      )
      .map(
        ([before, tag, around, value, after]) =>
          `${before}${tag}${around}=${around}${value}${after}`,
      );
    const parameters = fc.array(parameter, { maxLength: 5 }).map((each) => each.join(';'));
    fc.assert(
      fc.property(blanks, name, parameters, (blank, issuer, rest) => {
        const read = readIssueValue(`${blank}${issuer}${blank};${rest}`);
        assert.equal(read?.issuer, issuer);
      }),
    );
  });
});
