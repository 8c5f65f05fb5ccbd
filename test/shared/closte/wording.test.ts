import assert from 'node:assert/strict';
import { isEmptyDomain, type Meaning, meaningOf } from '../../../shared/closte/wording.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';

const SHOP = parseDomainName('shop.example.com');

const MEANINGS: readonly (readonly [string, Meaning])[] = [
  ['Invalid or empty domain: shop.example.com', 'invalid-domain'],
  ['Invalid or empty domain: ', 'invalid-domain'],

  ['Operation in progress by another user, try again later', 'passing'],
  ['Domain is being added by another user', 'passing'],
  ['Another request is in progress', 'passing'],
  ['Domain not found: the cache is locked, please retry', 'passing'],
  ['Authentication service temporarily unavailable', 'passing'],
  ['Too many requests of this application', 'passing'],

  ['Invalid API key', 'key-refused'],
  ['Missing parameter: apikey', 'key-refused'],
  ['api_key not found', 'key-refused'],
  ['API key already in use by another application', 'key-refused'],
  ['Unauthorized', 'key-refused'],
  ['You are not authorised to do this.', 'key-refused'],
  ['Authentication failed', 'key-refused'],
  ['Access denied', 'key-refused'],
  ['Forbidden', 'key-refused'],

  ['Domain already in use by another account', 'belongs-elsewhere'],
  ['shop.example.com is already added to another application.', 'belongs-elsewhere'],
  ['The domain already exists on a different Closte site', 'belongs-elsewhere'],
  ['Domain alias belongs to another customer', 'belongs-elsewhere'],
  ['Another account already uses shop.example.com', 'belongs-elsewhere'],
  ['Forbidden: this domain belongs to someone else', 'belongs-elsewhere'],

  ['Domain alias does not exist: shop.example.com', 'alias-absent'],
  ["Domain alias doesn't exist", 'alias-absent'],
  ['Domain not found', 'alias-absent'],
  ['shop.example.com was not found', 'alias-absent'],
  ['Alias "shop.example.com" not found in this application', 'alias-absent'],
  ['Domain could not be removed: it does not exist', 'alias-absent'],
  ['The domain has not been added', 'alias-absent'],
  ['No such alias', 'alias-absent'],
  ['Unknown domain: shop.example.com', 'alias-absent'],
  ['Cannot find the domain shop.example.com', 'alias-absent'],
  ['Could not find alias', 'alias-absent'],

  ['Domain alias already exists: shop.example.com', 'alias-present'],
  ['Alias exists', 'alias-present'],
  ['Domain was already added', 'alias-present'],
  ['This domain has already been added.', 'alias-present'],
  ['You have already added shop.example.com', 'alias-present'],
  ['Domain could not be added because it already exists', 'alias-present'],
  ['shop.example.com is already an alias', 'alias-present'],
  ['Already in use by this application', 'alias-present'],

  ['Domain already in use', 'in-use'],
  ['shop.example.com is taken', 'in-use'],
  ['The domain is already registered', 'in-use'],

  ['', 'unknown'],
  ['Not found', 'unknown'],
  ['Endpoint not found', 'unknown'],
  ['Account not found', 'unknown'],
  ['Application for domain shop.example.com not found', 'unknown'],
  ['The account of this domain does not exist', 'unknown'],
  ['You have reached the limit of your plan', 'unknown'],
  ['Internal error', 'unknown'],
];

describe('the wording of an error', () => {
  for (const [error, meaning] of MEANINGS) {
    it(`takes ${JSON.stringify(error)} for ${meaning}`, () => {
      assert.equal(meaningOf(error, SHOP), meaning);
    });
  }

  it('is read in any case', () => {
    assert.equal(meaningOf('DOMAIN SHOP.EXAMPLE.COM ALREADY EXISTS', SHOP), 'alias-present');
  });

  it('does not mistake labels of the domain for words', () => {
    for (const name of ['already.added.com', 'apikey.forbidden.com', 'domain.not.found.com']) {
      const domain = parseDomainName(name);
      assert.equal(meaningOf(`Cannot handle ${domain} today`, domain), 'unknown');
    }
  });

  it('does not mistake them for words in the spelling of people either', () => {
    const domain = parseDomainName('später-busy.forbidden-bücher.com');
    for (const name of ['später-busy.forbidden-bücher.com', 'Später-Busy.Forbidden-Bücher.com']) {
      assert.equal(meaningOf(`Domain alias already exists: ${name}`, domain), 'alias-present');
    }
  });

  it('knows a wildcard with and without its asterisk', () => {
    const domain = parseDomainName('*.shop.example.com');
    assert.equal(meaningOf('*.shop.example.com not found', domain), 'alias-absent');
    assert.equal(meaningOf('shop.example.com not found', domain), 'alias-absent');
  });

  for (const words of ['already ', 'by another ', 'it domain ', 'cannot find the ', 'x']) {
    // In quadratic time it would take longer than a test may.
    it(`is read quickly, even 4 MiB of ${JSON.stringify(words)}`, () => {
      const endless = words.repeat((4 * 1024 * 1024) / words.length);
      assert.equal(meaningOf(endless, SHOP), 'unknown');
    });
  }
});

describe('the empty domain', () => {
  for (const [error, expected] of [
    ['Invalid or empty domain: ', true],
    ['Invalid or empty domain:', true],
    ['Invalid or empty domain: shop.example.com', false],
    ['Invalid or empty domain', false],
    ['invalid or empty domain: ', false],
    ['Error: Invalid or empty domain: ', false],
    ['', false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}recognized in ${JSON.stringify(error)}`, () => {
      assert.equal(isEmptyDomain(error), expected);
    });
  }
});
