import assert from 'node:assert/strict';
import { zoneLine } from '../../../shared/problems/dns-record.ts';

describe('a DNS record as a line of a zone file', () => {
  for (const [record, line] of [
    [
      { name: 'shop.example.com', type: 'A', value: '203.0.113.7' },
      'shop.example.com. A 203.0.113.7',
    ],
    [
      { name: '*.example.com', type: 'AAAA', value: '2001:db8::7', ttlSeconds: 300 },
      '*.example.com. 300 AAAA 2001:db8::7',
    ],
    [
      { name: 'shop.example.com', type: 'CNAME', value: 'network.example.net' },
      'shop.example.com. CNAME network.example.net.',
    ],
    [
      { name: 'example.com', type: 'CAA', value: '0 issue "letsencrypt.org"' },
      'example.com. CAA 0 issue "letsencrypt.org"',
    ],
  ] as const) {
    it(line, () => assert.equal(zoneLine(record), line));
  }
});
