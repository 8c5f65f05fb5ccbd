import assert from 'node:assert/strict';
import type { Diagnosis } from '../../../infra/cli/diagnosis.ts';
import { diagnosisLines } from '../../../infra/cli/diagnosis-text.ts';
import { rendered } from '../../../infra/cli/text.ts';
import { exampleProblem } from '../../../shared/problems/catalogue.ts';
import type { ProblemCode } from '../../../shared/problems/codes.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';
import { diagnosisOf } from './diagnosis.ts';

const exampleText = (code: ProblemCode) => problemText(exampleProblem(code));

const NOW = Date.parse('2026-11-22T10:00:00Z');

describe('a diagnosis for a person', () => {
  const text = (domain: string, seen: Partial<Diagnosis> = {}) =>
    diagnosisLines(diagnosisOf(domain, seen), NOW).map((line) => rendered(line, false));

  it('shows a domain without problems', () => {
    const certificate = {
      issuer: "R11 (Let's Encrypt)",
      validFrom: '2026-11-01T00:00:00.000Z',
      validTo: '2027-01-30T00:00:00.000Z',
      names: ['shop.example.com'],
    };
    const seen = {
      dns: {
        verdict: 'right',
        visitors: 'here',
        addresses: ['203.0.113.7'],
        problems: [],
        observations: [
          { asked: '8.8.8.8', question: 'shop.example.com A', answer: '203.0.113.7' },
          {
            asked: 'ns1.example.com (192.0.2.53)',
            question: 'shop.example.com AAAA',
            answer: 'no such record',
          },
        ],
      },
      certificate: {
        verdict: 'right',
        wrongEverywhere: false,
        certificate,
        problems: [],
        observations: [
          {
            asked: '203.0.113.7 port 443',
            question: 'TLS for shop.example.com',
            answer: 'a certificate',
          },
        ],
      },
    } as const;
    assert.deepEqual(text('shop.example.com', seen), [
      'shop.example.com',
      '',
      'Must point at  network.example.net, 203.0.113.7',
      'DNS            right',
      'Addresses      203.0.113.7',
      'Certificate    right',
      "               issued by R11 (Let's Encrypt)",
      '               valid from 2026-11-01 00:00:00 UTC to 2027-01-30 00:00:00 UTC (in 68 days)',
      '               for shop.example.com',
      '',
      'Looked at',
      '  8.8.8.8                       shop.example.com A        203.0.113.7',
      '  ns1.example.com (192.0.2.53)  shop.example.com AAAA     no such record',
      '  203.0.113.7 port 443          TLS for shop.example.com  a certificate',
      '',
      'Problems',
      'none',
    ]);
  });

  it('shows what is wrong in the order in which to fix it, then the records at the start of a line each', () => {
    const seen = {
      dns: {
        verdict: 'wrong',
        visitors: 'elsewhere',
        addresses: [],
        problems: [exampleProblem('caa-forbids-issuer'), exampleProblem('dns-wrong-address')],
      },
      certificate: undefined,
    } as const;
    assert.deepEqual(text('shop.example.com', seen).slice(2), [
      'Must point at  network.example.net, 203.0.113.7',
      'DNS            wrong',
      'Certificate    not looked at: DNS must be right first',
      '',
      'Problems',
      'error dns-wrong-address',
      `  ${exampleText('dns-wrong-address').message}`,
      `  → ${exampleText('dns-wrong-address').remedy}`,
      'error caa-forbids-issuer',
      `  ${exampleText('caa-forbids-issuer').message}`,
      `  → ${exampleText('caa-forbids-issuer').remedy}`,
      '',
      'Records to create',
      'shop.example.com. A 203.0.113.7',
      'example.com. CAA 0 issue "letsencrypt.org"',
    ]);
  });

  it('shows a note as one, with no record to create', () => {
    const note = exampleProblem('dns-proxied');
    const lines = text('shop.example.com', {
      dns: { verdict: 'right', visitors: 'here', addresses: ['192.0.2.80'], problems: [note] },
    });
    assert.deepEqual(lines.slice(lines.indexOf('Problems') + 1), [
      'note dns-proxied',
      `  ${exampleText('dns-proxied').message}`,
      `  → ${exampleText('dns-proxied').remedy}`,
    ]);
  });

  it('names the name that was tried for a wildcard, also as people write it', () => {
    const lines = text('*.bücher.example.com');
    assert.ok(lines.includes('Written        *.bücher.example.com'));
    assert.ok(
      lines.includes(
        'Tried          closte-domain-sync-probe.xn--bcher-kva.example.com, as any name under it',
      ),
    );
  });

  it('passes no control sequence to the terminal', () => {
    const observations = [{ asked: 'ns\u001b[2J', question: 'a\nb', answer: '\u202etxt' }];
    const dns = {
      verdict: 'right',
      visitors: 'here',
      addresses: [],
      problems: [],
      observations,
    } as const;
    assert.ok(text('shop.example.com', { dns }).includes('  ns[2J  a b  txt'));
  });
});
