import assert from 'node:assert/strict';
import { deliver } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';

/**
 * Characters that break a line, move a terminal's cursor, colour its text, or hide or reorder the rest of a
 * line.
 */
const TRICKS =
  'x\n{"severity":"EMERGENCY"}\r\u001b[2J\u001b]0;t\u0007\u2028\u2029\u202e\u0000\u0085y';

/** Characters that no line of the log may contain. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const at = (field: string, value: unknown) => ({ ...aMessage('domain.created'), [field]: value });
const withText = (text: string) =>
  JSON.stringify(aMessage('domain.created', { domain: 'DOMAIN' })).replace('"DOMAIN"', text);

const MESSAGES: Readonly<Record<string, object | string>> = {
  'a domain with forged log lines': at('domain', TRICKS),
  'a type with forged log lines': at('type', TRICKS),
  'an id with forged log lines': at('id', TRICKS),
  'a time with forged log lines': at('occurredAt', TRICKS),
  'a network with forged log lines': at('network', { id: 1, domain: TRICKS, addresses: [TRICKS] }),
  'a field whose name is forged log lines': {
    ...aMessage('domain.created'),
    siteId: 0,
    [TRICKS]: TRICKS,
  },
  'forged log lines in place of JSON': TRICKS,
  'lists in lists, 100,000 deep': nested(100_000),
  'a domain that is just as deep': withText(nested(100_000)),
  'objects in objects, 50,000 deep': withText(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  'a domain of 5 MB': at('domain', `${'a.'.repeat(2_500_000)}com`),
  'an id of 5 MB': at('id', 'a'.repeat(5_000_000)),
  '200,000 addresses': at('network', { id: 1, addresses: Array(200_000).fill('203.0.113.7') }),
  'a number that overflows': withText('1e999'),
  'a prototype as a field': withText(
    '"a.example.com","__proto__":{"domain":"b.example.com","siteId":7}',
  ),
  'a constructor as a field': at('constructor', { prototype: { siteId: 7 } }),
  'a prototype in the network': at('network', JSON.parse('{"__proto__":{"id":9},"id":1}')),
  'a domain named like a property of every object': at('domain', '__proto__'),
  'a type named like one': at('type', 'constructor'),
  'half a character': withText('"\\ud800.example.com"'),
  'a domain that looks like another': at('domain', 'shop.ехample.com'),
  'a domain with a password': at('domain', 'user:pass@shop.example.com'),
  'an address for a domain': at('domain', '169.254.169.254'),
  'an address as a number': at('domain', '2130706433'),
  'a path': at('domain', '../../settings'),
};

describe('a message of a hostile publisher', () => {
  let outside: Outside;
  let events: FunctionProcess;
  let inText: FunctionProcess;
  before(async () => {
    outside = await startOutside();
    [events, inText] = await Promise.all([
      startFunction('domainEvents', outside.environment),
      startFunction('domainEvents', { ...outside.environment, LOG_FORMAT: 'text' }),
    ]);
  });
  after(async () => {
    await Promise.all([events?.close(), inText?.close()]);
    await outside?.close();
  });

  for (const [what, message] of Object.entries(MESSAGES)) {
    it(`is answered, and affects no other message: ${what}`, async () => {
      for (const process of [events, inText]) {
        const answer = await deliver(process.url, message);
        assert.ok(answer.ok, `HTTP ${answer.status}`);
      }
    });
  }

  it('does not pollute the prototype of objects', async () => {
    const domain = 'plain.example.com';
    assert.ok((await deliver(events.url, aMessage('domain.created', { domain, siteId: 3 }))).ok);
    const [line] = events
      .log()
      .filter(({ domains }) => Array.isArray(domains) && domains[0] === domain);
    assert.equal(line?.severity, 'INFO');
  });

  it('appears in the log only as values of our own lines', () => {
    const lines = events
      .output()
      .split('\n')
      .filter((line) => line !== '');
    const ours = lines.filter((line) => line.startsWith('{'));
    assert.equal(events.log().length, ours.length, 'each is JSON');
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('{') && !/^(Serving|Function|Sign|URL)/.test(line)),
      [],
    );
    assert.deepEqual(
      events.log().filter(({ severity }) => severity === 'EMERGENCY'),
      [],
    );
  });

  it('sends no control sequences to a terminal', () => {
    const shown = inText
      .output()
      .split('\n')
      .filter((line) => UNSEEN.test(line));
    assert.deepEqual(shown, []);
  });

  it('causes no log line longer than Cloud Logging accepts', () => {
    const longest = Math.max(
      ...events
        .output()
        .split('\n')
        .map((line) => line.length),
    );
    assert.ok(longest < 256 * 1024, `${longest}`);
  });

  it('causes calls to Closte only for valid domain names', () => {
    const asked = new Set(outside.closte.calls.map(({ fields }) => fields.domain));
    for (const domain of asked) assert.match(String(domain), /^[a-z0-9.-]+$/);
  });
});
