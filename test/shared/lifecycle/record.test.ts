import assert from 'node:assert/strict';
import { problemsOf } from '../../../shared/lifecycle/record.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import { aRecord } from '../../support/records.ts';
import { remediesOf } from '../../support/told.ts';

const selfSigned = problem('certificate-self-signed', { name: 'shop.example.com' });
const refused = problem('closte-refused-domain', { domain: 'shop.example.com', reason: 'no' });

describe('the problems of a record', () => {
  for (const [stage, closte, remedy] of [
    ['checking-ssl-cert', [], /^Wait for Closte to issue the certificate, usually 5 to 10 minutes/],
    ['ssl-failed', [], /^Ask the host why it issues no certificate/],
    ['checking-ssl-cert', [refused], /^The host issues no certificate for a domain/],
    ['ssl-failed', [refused], /^The host issues no certificate for a domain/],
  ] as const) {
    it(`say of a missing certificate what it waits for: ${stage}, ${closte.map(({ code }) => code)}`, () => {
      const record = aRecord({ stage, problems: { closte, dns: [], certificate: [selfSigned] } });
      assert.match(remediesOf(problemsOf(record)).at(-1) ?? '', remedy);
    });
  }
});
