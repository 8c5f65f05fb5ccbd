import assert from 'node:assert/strict';
import { exampleProblem } from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../../shared/problems/codes.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';
import { asTheyStand } from '../../../shared/problems/standing.ts';

const MISSING = [
  'tls-handshake-failed',
  'certificate-self-signed',
  'certificate-wrong-name',
] as const;
const WAIT = 'Wait for Closte to issue the certificate, usually 5 to 10 minutes.';

const remedyBeside = (code: ProblemCode, beside: readonly ProblemCode[], isOutOfTries = false) => {
  const problems = [...beside, code].map((one) => exampleProblem(one));
  const told = asTheyStand(problems, { isOutOfTries }).find((one) => one.code === code);
  assert.ok(told);
  return { remedy: problemText(told).remedy, who: told.fix.who, within: told.fix.withinSeconds };
};

describe('a certificate that is missing', () => {
  for (const code of MISSING) {
    for (const [beside, isOutOfTries, remedy, who, within] of [
      [[], false, WAIT, 'closte', 600],
      [
        [],
        true,
        'Ask the host why it issues no certificate: it is long overdue.',
        'closte',
        undefined,
      ],
      [
        ['closte-refused-domain'],
        false,
        'The host issues no certificate for a domain that it refuses: map another domain, or ask the host.',
        'ops',
        undefined,
      ],
      [
        ['caa-registry-failure'],
        false,
        'The host issues the certificate once the registry answers look-ups of CAA records.',
        'nobody',
        undefined,
      ],
      [
        ['network-proxied'],
        false,
        'The certificate belongs to the proxy: have one issued there for this name, or let DNS lead to the host directly ("DNS only").',
        'proxy',
        undefined,
      ],
      [
        ['dns-proxied'],
        false,
        'The certificate belongs to the proxy: have one issued there for this name, or let DNS lead to the host directly ("DNS only").',
        'proxy',
        undefined,
      ],
    ] as const) {
      it(`${code} beside ${beside.join() || 'nothing'}${isOutOfTries ? ', in vain' : ''}: ${remedy}`, () => {
        assert.deepEqual(remedyBeside(code, beside, isOutOfTries), { remedy, who, within });
      });
    }
  }

  it('promises no time if it waits for something else', () => {
    for (const beside of [
      'dns-proxied',
      'closte-refused-domain',
      'caa-registry-failure',
    ] as const) {
      for (const code of MISSING) {
        assert.doesNotMatch(remedyBeside(code, [beside]).remedy, /minutes/);
      }
    }
  });
});

describe('a certificate that is there, and wrong', () => {
  it('has to be fixed by the host, even once the tries are used up', () => {
    assert.equal(remedyBeside('certificate-expired', [], true).remedy, 'Ask the host to renew it.');
  });

  it('has to be fixed by the proxy in front', () => {
    for (const code of PROBLEM_CODES.filter((one) => /^(tls|certificate)-/.test(one))) {
      if (code === 'certificate-www-missing') continue;
      assert.equal(remedyBeside(code, ['dns-proxied']).who, 'proxy', code);
    }
  });
});

describe('other problems', () => {
  it('are unchanged', () => {
    const others = PROBLEM_CODES.filter((one) => !/^(tls|certificate)-/.test(one));
    const found = others.map((code) => exampleProblem(code));
    assert.deepEqual(asTheyStand(found, { isOutOfTries: true }), found);
  });
});
