import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { InvalidMessageError, readDomainEvent } from '../../../shared/events/domain-event.ts';
import { MESSAGE_TYPES } from '../../../shared/events/message-schema.ts';
import { share } from '../../support/effort.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

const message = {
  version: 1,
  id: '0d9e',
  type: 'domain.created',
  occurredAt: '2026-11-22T10:00:00.123Z',
  domain: 'shop.example.com',
  siteId: 12,
};

const read = (data: unknown, allowSpecialUse = false) =>
  readDomainEvent(typeof data === 'string' ? data : JSON.stringify(data), {
    publishedAt: NOW,
    allowSpecialUse,
  });

const without = (field: string) =>
  Object.fromEntries(Object.entries(message).filter(([name]) => name !== field));

const settingsUpdated = { ...without('domain'), type: 'settings.updated' };

describe('messages of the multisite', () => {
  for (const type of [
    'domain.created',
    'domain.deleted',
    'domain.check',
    'site.created',
    'site.duplicated',
  ]) {
    it(`${type} names a domain and its site`, () => {
      const event = read({
        ...message,
        type,
        domain: 'Bücher.example.com',
        domainId: 34,
        network: {
          id: 1,
          domain: 'network.example.com',
          addresses: ['203.0.113.7', '2001:db8::7'],
        },
        settings: { dnsCheckInterval: 60 },
      });
      assert.deepEqual(event, {
        type,
        ordinal: { occurredAt: Date.parse(message.occurredAt), id: '0d9e' },
        domain: 'xn--bcher-kva.example.com',
        siteId: 12,
        domainId: 34,
        networkId: 1,
        networkDomain: 'network.example.com',
        network: { domain: 'network.example.com', addresses: ['203.0.113.7', '2001:db8::7'] },
        dnsCheckInterval: 60,
        leftOut: [],
      });
    });
  }

  it('contain no lone surrogate, which Firestore rejects', () => {
    const half = '\ud800';
    const event = read({ ...message, id: `a${half}`, network: { domain: `x_${half}` } });
    assert.ok(event.ordinal.id.isWellFormed() && event.networkDomain?.isWellFormed());
  });

  it('site.deleted names only a site', () => {
    const event = read({ ...without('domain'), type: 'site.deleted' });
    assert.ok(event.type === 'site.deleted');
    assert.equal(event.siteId, 12);
  });

  it('settings.updated has only the settings', () => {
    const event = read({
      ...without('domain'),
      siteId: undefined,
      type: 'settings.updated',
      settings: { dnsCheckInterval: 10 },
    });
    assert.equal(event.type, 'settings.updated');
    assert.equal(event.dnsCheckInterval, 10);
  });

  it('may leave out optional fields, and have unknown ones', () => {
    const event = read({ ...message, colour: 'green', network: { colour: 'green' } });
    assert.ok(event.type === 'domain.created');
    assert.deepEqual(
      [event.domainId, event.network, event.dnsCheckInterval],
      [null, undefined, undefined],
    );
  });

  it('may describe the network only by its addresses', () => {
    const event = read({ ...message, network: { addresses: ['203.0.113.7'] } });
    assert.deepEqual(event.network, { addresses: ['203.0.113.7'] });
  });

  it('may write their time in any zone', () => {
    const event = read({ ...message, occurredAt: '2026-11-22T11:00:00.123+01:00' });
    assert.equal(event.ordinal.occurredAt, Date.parse(message.occurredAt));
  });

  it('are ordered to the microsecond', () => {
    const [early, late] = ['2026-11-22T10:00:00.123100Z', '2026-11-22T10:00:00.123900Z'].map(
      (occurredAt) => read({ ...message, occurredAt }).ordinal.occurredAt,
    );
    assert.ok(early !== undefined && late !== undefined && early < late);
    assert.equal(Math.floor(late), Date.parse(message.occurredAt));
  });

  it('keep their wish, but not a list of thousands of values that are not addresses', () => {
    const addresses = Array.from({ length: 5000 }, () => 7);
    const event = read({ ...message, network: { domain: 'network.example.com', addresses } });
    assert.deepEqual(event.network, { domain: 'network.example.com', addresses: [] });
    assert.deepEqual(
      event.leftOut.map(({ field }) => field),
      ['network.addresses'],
    );
  });

  it('may have a number as their id', () => {
    assert.equal(read({ ...message, id: 4711 }).ordinal.id, '4711');
  });

  it('may have a list of addresses from which PHP has filtered some out', () => {
    const addresses = { 1: '203.0.113.7', 3: '203.0.113.8' };
    const event = read({ ...message, network: { addresses } });
    assert.deepEqual(event.network, { addresses: ['203.0.113.7', '203.0.113.8'] });
    assert.deepEqual(event.leftOut, []);
  });

  describe('written by PHP are read', () => {
    const asPhp = {
      ...message,
      version: '1',
      siteId: '12',
      domainId: '34',
      network: { id: '1', domain: 'network.example.com', addresses: null },
      settings: { dnsCheckInterval: '60' },
    };

    it('with numbers as strings', () => {
      const event = read(asPhp);
      assert.ok(event.type === 'domain.created');
      assert.deepEqual([event.siteId, event.domainId, event.dnsCheckInterval], [12, 34, 60]);
      assert.deepEqual(event.network, { domain: 'network.example.com', addresses: [] });
    });

    const absent: [field: string, value: unknown][] = [
      ['domainId', null],
      ['domainId', 0],
      ['domainId', '0'],
      ['domainId', ''],
      ['domainId', false],
      ['network', null],
      ['network', []],
      ['network', { id: null, domain: null, addresses: null }],
      ['network', { id: false }],
      ['network', { domain: '' }],
      ['network', { domain: ' ' }],
      ['settings', null],
      ['settings', []],
      ['settings', { dnsCheckInterval: null }],
    ];
    for (const [field, value] of absent) {
      it(`with ${JSON.stringify(value)} for an absent ${field}`, () => {
        const plain = without('domainId');
        assert.deepEqual(read({ ...plain, [field]: value }), read(plain));
      });
    }
  });

  describe('are accepted without the other parts that are not valid', () => {
    const NOT_IN_NETWORK = 'cannot be mapped: it';
    const parts: [what: string, change: object, network: unknown, leftOut: [string, string][]][] = [
      [
        'a network called localhost',
        { network: { domain: 'localhost', addresses: ['127.0.0.1'] } },
        { addresses: ['127.0.0.1'] },
        [['network.domain', `"localhost" ${NOT_IN_NETWORK} is a public suffix`]],
      ],
      [
        'a network called by its address',
        { network: { domain: '203.0.113.7' } },
        { addresses: ['203.0.113.7'] },
        [],
      ],
      [
        'a network with an underscore',
        { network: { domain: 'My_Network.example.com' } },
        { domain: 'my_network.example.com', addresses: [] },
        [],
      ],
      [
        'a network address that is not an IP address',
        { network: { addresses: ['203.0.113.7', 'network'] } },
        { addresses: ['203.0.113.7'] },
        [['network.addresses.1', 'must be an IP address']],
      ],
      [
        'too short an interval',
        { settings: { dnsCheckInterval: 9 } },
        undefined,
        [['settings.dnsCheckInterval', 'must be 10 to 300 seconds']],
      ],
      [
        'too long an interval',
        { settings: { dnsCheckInterval: '3600' } },
        undefined,
        [['settings.dnsCheckInterval', 'must be 10 to 300 seconds']],
      ],
      [
        'an interval that is not a number',
        { settings: { dnsCheckInterval: 'hourly' } },
        undefined,
        [['settings.dnsCheckInterval', 'must be a number']],
      ],
      [
        'settings that are not an object',
        { settings: false },
        undefined,
        [['settings', 'must be an object']],
      ],
      [
        'a network that is not an object',
        { network: '' },
        undefined,
        [['network', 'must be an object']],
      ],
      [
        'a network domain that is not text',
        { network: { domain: false, addresses: ['203.0.113.7'] } },
        { addresses: ['203.0.113.7'] },
        [['network.domain', 'must be a string']],
      ],
      [
        'network addresses that are not a list',
        { network: { domain: 'network.example.com', addresses: '203.0.113.7' } },
        { domain: 'network.example.com', addresses: [] },
        [['network.addresses', 'must be a list of IP addresses']],
      ],
      [
        'network addresses that are not text',
        { network: { addresses: [null, '203.0.113.7', 7, 'network'] } },
        { addresses: ['203.0.113.7'] },
        [
          ['network.addresses.0', 'must be a string'],
          ['network.addresses.2', 'must be a string'],
          ['network.addresses.1', 'must be an IP address'],
        ],
      ],
      [
        'too many network addresses',
        { network: { addresses: Array.from({ length: 65 }, () => '203.0.113.7') } },
        undefined,
        [['network.addresses', 'must have at most 64 addresses']],
      ],
    ];
    for (const [what, change, network, leftOut] of parts) {
      it(what, () => {
        const event = read({ ...message, ...change });
        assert.deepEqual([event.network, event.dnsCheckInterval], [network, undefined]);
        assert.deepEqual(
          event.leftOut.map(({ field }) => field),
          leftOut.map(([field]) => field),
        );
        for (const [index, [, begin]] of leftOut.entries()) {
          assert.ok(event.leftOut[index]?.message.startsWith(begin), event.leftOut[index]?.message);
        }
      });
    }
  });

  describe('are rejected with the field that is wrong, and why', () => {
    const types = MESSAGE_TYPES.join(', ');
    const rejections: [what: string, data: unknown, reason: string][] = [
      ['nothing', '', 'message: must be JSON'],
      ['no JSON', '{"version":1', 'message: must be JSON'],
      ['no object', 'null', 'message: must be a JSON object'],
      ['a list', '[]', 'version: is missing'],
      ['endless data', `"${'x'.repeat(70_000)}"`, 'message: must have at most 65536 characters'],
      ['no version', without('version'), 'version: is missing'],
      [
        'an unknown version',
        { ...message, version: 2 },
        'version: must be 1, the only version there is',
      ],
      [
        'an unknown version of an unknown type',
        { version: 2, type: 'domain.renamed' },
        'version: must be 1, the only version there is',
      ],
      ['no type', without('type'), 'type: is missing'],
      ['an unknown type', { ...message, type: 'domain.renamed' }, `type: must be one of ${types}`],
      ['no id', without('id'), 'id: is missing'],
      ['an empty id', { ...message, id: '' }, 'id: must not be empty'],
      [
        'a day that the calendar does not have',
        { ...message, occurredAt: '2026-02-30T10:00:00Z' },
        'occurredAt: is not a time of the calendar',
      ],
      [
        'the leap day of another year',
        { ...message, occurredAt: '2027-02-29T10:00:00+01:00' },
        'occurredAt: is not a time of the calendar',
      ],
      ['an id that is a list', { ...message, id: [7] }, 'id: must be a string'],
      ['a long id', { ...message, id: 'x'.repeat(256) }, 'id: must have at most 255 characters'],
      ['no time', without('occurredAt'), 'occurredAt: is missing'],
      [
        'a time without its zone',
        { ...message, occurredAt: '2026-11-22T10:00:00' },
        'occurredAt: must be a time with its zone, such as 2026-11-22T10:00:00.123Z',
      ],
      ['no domain', without('domain'), 'domain: is missing'],
      [
        'a bad domain',
        { ...message, domain: '127.0.0.1' },
        'domain: "127.0.0.1" cannot be mapped: it is an IP address; map a name whose DNS record points at the address instead',
      ],
      ['no site', without('siteId'), 'siteId: is missing'],
      ['a site of zero', { ...message, siteId: 0 }, 'siteId: must be 1 or more'],
      ['a site of zero in quotes', { ...message, siteId: '0' }, 'siteId: must be 1 or more'],
      ['null in place of a site', { ...message, siteId: null }, 'siteId: must be a number'],
      ['a site that is a word', { ...message, siteId: 'twelve' }, 'siteId: must be a number'],
      [
        'a site with a number beyond all integers',
        { ...message, siteId: '9999999999999999' },
        'siteId: is too large',
      ],
      ['half a site', { ...message, siteId: 1.5 }, 'siteId: must be a whole number'],
      ['a bad record id', { ...message, domainId: -1 }, 'domainId: must be 1 or more'],
      ['settings without one', settingsUpdated, 'settings: is missing'],
      [
        'too short an interval',
        { ...settingsUpdated, settings: { dnsCheckInterval: 9 } },
        'settings.dnsCheckInterval: must be 10 seconds or more',
      ],
      [
        'too long an interval',
        { ...settingsUpdated, settings: { dnsCheckInterval: '301' } },
        'settings.dnsCheckInterval: must be 300 seconds or less',
      ],
      [
        'a network without an id',
        { ...message, network: { id: 'main', addresses: '203.0.113.7' } },
        'network.id: must be a number; network.addresses: must be a list of IP addresses',
      ],
      [
        'an interval that is not a number, if the message says nothing else',
        { ...settingsUpdated, settings: { dnsCheckInterval: 'hourly' } },
        'settings.dnsCheckInterval: must be a number',
      ],
      [
        'two things',
        { ...message, id: '', siteId: 0 },
        'id: must not be empty; siteId: must be 1 or more',
      ],
    ];
    for (const [what, data, reason] of rejections) {
      it(what, () => {
        assert.throws(() => read(data), { name: 'InvalidMessageError', message: reason });
      });
    }
  });

  it('with a special-use domain are accepted where a setting allows it', () => {
    const written = { ...message, domain: 'shop.test' };
    assert.throws(() => read(written), InvalidMessageError);
    assert.ok(read(written, true));
  });

  describe('have a JSON Schema for publishers', () => {
    const schema: unknown = JSON.parse(
      readFileSync(
        new URL('../../../shared/events/domain-event.schema.json', import.meta.url),
        'utf8',
      ),
    );
    assert.ok(schema instanceof Object);
    const valid = new Ajv2020({ validateFormats: false }).compile(schema);

    it('that accepts the messages that are read', () => {
      assert.equal(valid({ ...message, network: { domain: 'network.example.com' } }), true);
      assert.equal(valid({ ...without('domain'), type: 'site.deleted' }), true);
      assert.equal(valid({ ...message, siteId: '12', domainId: null, network: null }), true);
    });

    it('that refuses the messages that are rejected', () => {
      assert.equal(valid({ ...message, siteId: 0 }), false);
      assert.equal(valid({ ...message, type: 'domain.renamed' }), false);
      assert.equal(valid(without('domain')), false);
      assert.equal(valid({ ...message, siteId: 'twelve' }), false);
    });
  });

  const value = fc.oneof(
    fc.constantFrom(...MESSAGE_TYPES, ...Object.values(message), 1, 2, null, ''),
    fc.jsonValue({ maxDepth: 2 }),
    fc.domain(),
    fc.date({ noInvalidDate: false }).map(String),
  );
  const field = fc.constantFrom(
    ...Object.keys(message),
    'domainId',
    'network',
    'settings',
    '__proto__',
    'constructor',
  );
  const data = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .array(fc.tuple(field, value), { maxLength: 4 })
      .map((changes) => JSON.stringify({ ...message, ...Object.fromEntries(changes) })),
  );

  it('throw only their own error (100,000 inputs)', () => {
    fc.assert(
      fc.property(data, (text) => {
        try {
          read(text);
        } catch (error) {
          assert.ok(error instanceof InvalidMessageError, String(error));
          assert.ok(error.issues.length > 0);
        }
      }),
      { numRuns: share(100_000) },
    );
  });
});
