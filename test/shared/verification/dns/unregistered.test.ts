import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { unregisteredProblem } from '../../../../shared/verification/dns/unregistered.ts';

describe('a name that is missing', () => {
  for (const [domain, zone, registered, registry] of [
    ['shop.example.com', 'com', 'example.com', 'com'],
    ['example.com', 'com', 'example.com', 'com'],
    ['*.example.com', 'com', 'example.com', 'com'],
    ['shop.example.co.uk', 'co.uk', 'example.co.uk', 'co.uk'],
    // A registry may have several suffixes in one zone.
    ['shop.example.co.uk', 'uk', 'example.co.uk', 'uk'],
    ['shop.acme.uk.com', 'uk.com', 'acme.uk.com', 'uk.com'],
    ['shop.acme.uk.com', 'com', 'acme.uk.com', 'com'],
    ['shop.example.nowhere', '.', 'example.nowhere', '.'],
    // The domain exists, but not the name.
    ['shop.example.com', 'example.com', undefined, undefined],
    ['eu.shop.example.com', 'shop.example.com', undefined, undefined],
    // The SOA record is missing, or belongs to an irrelevant zone.
    ['shop.example.com', undefined, undefined, undefined],
    ['shop.example.com', 'example.net', undefined, undefined],
  ] as const) {
    const what =
      registered === undefined
        ? 'is registered, as far as is known'
        : `is missing in ${registry}: ${registered}`;
    it(`${domain}, says ${zone ?? 'nobody'}: its domain ${what}`, () => {
      const absent: LookupResult<string> = { kind: 'no-name', cnames: [], ...(zone && { zone }) };
      const told = unregisteredProblem({ a: absent, aaaa: absent }, parseDomainName(domain));
      assert.deepEqual(told?.values, registered && { name: registered, registry });
    });
  }
});
