import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { twinOf, wwwOf } from '../../../shared/verification/www-twin.ts';

describe('the www twin', () => {
  for (const [domain, twin, www] of [
    ['example.com', 'www.example.com', 'www.example.com'],
    ['www.example.com', 'example.com', undefined],
    ['example.co.uk', 'www.example.co.uk', 'www.example.co.uk'],
    ['www.example.co.uk', 'example.co.uk', undefined],
    // A registrable domain that is called www.
    ['www.co.uk', 'www.www.co.uk', 'www.www.co.uk'],
    ['www.www.co.uk', 'www.co.uk', undefined],
    // A public suffix that is a domain itself.
    ['acme.uk.com', 'www.acme.uk.com', 'www.acme.uk.com'],
    ['www.acme.uk.com', 'acme.uk.com', undefined],
    ['www.uk.com', 'www.www.uk.com', 'www.www.uk.com'],
    ['shop.example.com', undefined, undefined],
    ['www.shop.example.com', undefined, undefined],
    ['*.example.com', undefined, undefined],
  ] as const) {
    it(`of ${domain} is ${twin}, the www before it ${www}`, () => {
      const name = parseDomainName(domain);
      assert.deepEqual([twinOf(name), wwwOf(name)], [twin, www]);
    });
  }
});
