import { CAA_PROBLEMS } from '../../../shared/problems/caa-problems.ts';
import type { DnsRecord } from '../../../shared/problems/dns-record.ts';
import type { Fix } from '../../../shared/problems/fix.ts';
import { describeTold, type ToldOf } from './told.ts';

const NAME = 'shop.example.com';

function caaFix(create: readonly string[], remove: readonly string[]): Fix {
  const record = (value: string): DnsRecord => ({ name: NAME, type: 'CAA', value });
  return { who: 'customer', create: create.map(record), remove: remove.map(record), replace: [] };
}

const TOLD: ToldOf<keyof typeof CAA_PROBLEMS> = {
  'caa-forbids-issuer': [
    [
      {
        name: NAME,
        at: 'example.com',
        records: ['0 issue "ca.example.net"', '0 issue "ca.example.org"'],
        authority: 'letsencrypt.org',
      },
      'The CAA records example.com CAA 0 issue "ca.example.net", 0 issue "ca.example.org" do not let letsencrypt.org issue a certificate for shop.example.com.',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      {
        name: NAME,
        at: 'example.com',
        records: ['0 issue "letsencrypt.org; accounturi=https://ca.test/1"'],
        authority: 'letsencrypt.org',
        parameters: ['accounturi=https://ca.test/1'],
      },
      'The CAA record example.com CAA 0 issue "letsencrypt.org; accounturi=https://ca.test/1" does not let letsencrypt.org issue a certificate for shop.example.com: it does so only on a condition that the host does not meet (accounturi=https://ca.test/1).',
      'Add the record example.com CAA 0 issue "letsencrypt.org"',
    ],
    [
      {
        name: NAME,
        at: NAME,
        records: ['128 tbs "?"'],
        authority: 'letsencrypt.org',
      },
      'The CAA record shop.example.com CAA 128 tbs "?" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the record shop.example.com CAA 128 tbs "?"',
      caaFix([], ['128 tbs "?"']),
    ],
    [
      {
        name: NAME,
        at: NAME,
        records: ['128 tbs "?"', '0 issue ";"'],
        authority: 'letsencrypt.org',
      },
      'The CAA records shop.example.com CAA 128 tbs "?", 0 issue ";" do not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the record shop.example.com CAA 128 tbs "?". Add the record shop.example.com CAA 0 issue "letsencrypt.org"',
      caaFix(['0 issue "letsencrypt.org"'], ['128 tbs "?"']),
    ],
    [
      {
        name: '*.shop.example.com',
        at: 'host.example.net',
        records: ['128 tbs "?"'],
        authority: 'letsencrypt.org',
        ofStranger: true,
      },
      'The CAA record host.example.net CAA 128 tbs "?" does not let letsencrypt.org issue a certificate for *.shop.example.com.',
      'These records belong to the owner of host.example.net, who has to change them. Remove the record host.example.net CAA 128 tbs "?"',
      {
        who: 'customer',
        create: [],
        remove: [{ name: 'host.example.net', type: 'CAA', value: '128 tbs "?"' }],
        replace: [],
      },
    ],
    [
      {
        name: NAME,
        at: 'host.example.net',
        records: ['0 issue "ca.example.net"'],
        authority: 'letsencrypt.org',
      },
      'The CAA record host.example.net CAA 0 issue "ca.example.net" does not let letsencrypt.org issue a certificate for shop.example.com.',
      'Remove the CNAME record of shop.example.com (host.example.net). Create the record shop.example.com A 203.0.113.7. Or keep the CNAME record, and ask the owner of host.example.net for a change. Add the record host.example.net CAA 0 issue "letsencrypt.org"',
      {
        who: 'customer',
        create: [{ name: NAME, type: 'A', value: '203.0.113.7' }],
        remove: [{ name: NAME, type: 'CNAME', value: 'host.example.net' }],
        replace: [],
        orElse: {
          create: [{ name: 'host.example.net', type: 'CAA', value: '0 issue "letsencrypt.org"' }],
          remove: [],
          replace: [],
        },
      },
    ],
  ],
  'caa-registry-failure': [
    [
      { name: 'com', reason: 'SERVFAIL' },
      'The registry of com does not answer look-ups of its CAA records (SERVFAIL): until it does, no certificate is issued or renewed below it.',
      'Nothing to do: only the registry can repair it.',
    ],
  ],
};

describeTold('problems with CAA records', CAA_PROBLEMS, TOLD);
