import assert from 'node:assert/strict';
import { MESSAGE_TYPES } from '../../../shared/events/message-schema.ts';
import { type Workplace, workplace } from './cli.ts';
import { contentOf, portOf, startSystem } from './system.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('closte-domains publish', () => {
  let place: Workplace;

  before(async () => {
    place = await workplace();
  });
  after(() => place[Symbol.asyncDispose]());

  it('sends the event to the system on this machine, and says what it did', async () => {
    await using system = await startSystem();
    const before = Date.now();
    const { code, stdout, stderr } = await place.cli(
      ['publish', 'domain.created', 'shop.example.com', '--site', '12', '--domain-id', '34'],
      { PORT: portOf(system) },
    );
    assert.deepEqual(
      [code, stdout, stderr],
      [
        0,
        `Published domain.created for shop.example.com to ${system.origin}, as message m1.\n`,
        '',
      ],
    );
    const [{ topic, message } = assert.fail('nothing came')] = system.received;
    assert.equal(topic, 'projects/local/topics/closte-domain-events');
    assert.deepEqual(message.attributes, { type: 'domain.created' });
    assert.equal(message.orderingKey, 'shop.example.com');
    const { id, occurredAt, ...content } = contentOf(message);
    assert.deepEqual(content, {
      version: 1,
      type: 'domain.created',
      domain: 'shop.example.com',
      siteId: 12,
      domainId: 34,
    });
    assert.match(id, UUID);
    assert.ok(before <= Date.parse(occurredAt) && Date.parse(occurredAt) <= Date.now(), occurredAt);
  });

  it('also prints the sent message with --json', async () => {
    await using system = await startSystem();
    const { stdout } = await place.cli([
      'publish',
      'settings.updated',
      '--dns-check-interval',
      '60',
      '--to',
      `${system.origin}/`,
      '--json',
    ]);
    const [{ message } = assert.fail('nothing came')] = system.received;
    assert.deepEqual(JSON.parse(stdout), { messageId: 'm1', message: contentOf(message) });
    assert.deepEqual(contentOf(message).settings, { dnsCheckInterval: 60 });
    assert.equal(message.orderingKey, '');
  });

  const network = ['--network-domain', 'network.example.com', '--network-address', '203.0.113.7'];
  const sent: [args: string[], content: Record<string, unknown>, orderingKey: string][] = [
    [
      ['created', 'Shop.Example.COM.', '--site=1'],
      { type: 'domain.created', domain: 'shop.example.com', siteId: 1 },
      'shop.example.com',
    ],
    [
      ['deleted', '*.example.com', '--site=1'],
      { type: 'domain.deleted', domain: '*.example.com', siteId: 1 },
      '*.example.com',
    ],
    [
      ['check', 'bücher.example.com', '--site=1'],
      { type: 'domain.check', domain: 'xn--bcher-kva.example.com', siteId: 1 },
      'xn--bcher-kva.example.com',
    ],
    [
      ['duplicated', 'a.example.com', '--site=2'],
      { type: 'site.duplicated', domain: 'a.example.com', siteId: 2 },
      'a.example.com',
    ],
    [
      ['site.created', 'shop.test', '--site=2'],
      { type: 'site.created', domain: 'shop.test', siteId: 2 },
      'shop.test',
    ],
    [['site.deleted', '--site=2'], { type: 'site.deleted', siteId: 2 }, ''],
    [
      ['updated', '--dns-check-interval=10', ...network, '--network-address=2001:db8::7'],
      {
        type: 'settings.updated',
        settings: { dnsCheckInterval: 10 },
        network: { domain: 'network.example.com', addresses: ['203.0.113.7', '2001:db8::7'] },
      },
      '',
    ],
  ];
  for (const [args, expected, orderingKey] of sent) {
    it(`sends ${JSON.stringify(expected)} for ${args.join(' ')}`, async () => {
      await using system = await startSystem();
      const { code, stdout, stderr } = await place.cli(['publish', ...args, '--to', system.origin]);
      assert.deepEqual([code, stderr], [0, '']);
      assert.doesNotMatch(stdout, /undefined/);
      const [{ message } = assert.fail('nothing came')] = system.received;
      const { version, id, occurredAt, ...content } = contentOf(message);
      assert.deepEqual(content, expected);
      assert.deepEqual(message.attributes, { type: expected.type });
      assert.equal(message.orderingKey, orderingKey);
    });
  }

  const wrong: [args: string[], stderr: RegExp][] = [
    [[], new RegExp(`<type> is missing; give one of ${MESSAGE_TYPES.join(', ')}\n`)],
    [
      ['moved', 'shop.example.com', '--site=1'],
      new RegExp(`<type> must be one of created, .*${MESSAGE_TYPES.join(', ')}, not `),
    ],
    [
      ['created'],
      /<domain> is missing; domain\.created needs it; --site is missing; domain\.created needs it\n/,
    ],
    [
      ['created', 'http://shop.example.com', '--site=1'],
      /<domain> "http.*" cannot be mapped: it has a scheme; /,
    ],
    [['created', 'shop.example.com', '--site=one'], /--site must be a number\n/],
    [['created', 'shop.example.com', '--site=0'], /--site must be 1 or more\n/],
    [['created', 'shop.example.com', '--site=1.5'], /--site must be a whole number\n/],
    [
      ['created', 'shop.example.com', '--site=1', '--domain-id=x'],
      /--domain-id must be a number\n/,
    ],
    [
      ['created', 'shop.example.com', '--site=1', '--dns-check-interval=5'],
      /--dns-check-interval must be 10 to 300 seconds\n/,
    ],
    [
      ['created', 'shop.example.com', '--site=1', '--network-address=x'],
      /--network-address "x" is not an IP address; give one such as /,
    ],
    [
      ['created', 'shop.example.com', '--site=1', '--network-domain=a b'],
      /--network-domain "a b" cannot be mapped: it has white space/,
    ],
    [['updated'], /--dns-check-interval is missing; settings\.updated needs it\n/],
    [
      ['site.deleted', 'shop.example.com', '--site=1'],
      /site\.deleted takes no <domain>; leave it out\n/,
    ],
    [
      ['updated', '--site=1', '--domain-id=2'],
      /settings\.updated takes no --site and --domain-id; leave it out\n/,
    ],
    [
      ['created', 'shop.example.com', 'b.example.com'],
      /"b\.example\.com" is unexpected: the command takes only <type> and \[<domain>\]; /,
    ],
    [
      ['created', 'shop.example.com', '--site=1', '--to', 'localhost:8080'],
      /--to must give a URL such as .*, not "localhost:8080"/,
    ],
  ];
  for (const [args, expected] of wrong) {
    it(`refuses [${args.join(' ')}] with exit code 2 and sends nothing`, async () => {
      await using system = await startSystem();
      const { code, stdout, stderr } = await place.cli(['publish', ...args], {
        PORT: portOf(system),
      });
      assert.deepEqual([code, stdout, system.received], [2, '', []]);
      assert.match(stderr, expected);
      assert.match(stderr, /^closte-domains publish: /);
    });
  }

  it('refuses a PORT that is not a port', async () => {
    const { code, stderr } = await place.cli(['publish', 'site.deleted', '--site=1'], {
      PORT: 'x',
    });
    assert.equal(code, 2);
    assert.match(stderr, /PORT must give a URL such as .*, not "http:\/\/127\.0\.0\.1:x"/);
  });

  it('refuses an EVENTS_TOPIC that no topic can be called, and sends nothing', async () => {
    await using system = await startSystem();
    const { code, stderr } = await place.cli(['publish', 'site.deleted', '--site=1'], {
      PORT: portOf(system),
      EVENTS_TOPIC: 'my events',
    });
    assert.deepEqual([code, system.received], [2, []]);
    assert.match(stderr, /EVENTS_TOPIC must be a topic's name/);
  });
});
