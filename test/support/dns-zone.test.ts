import assert from 'node:assert/strict';
import { type DnsZone, dnsZone } from './dns-zone.ts';

async function told(zone: DnsZone, name: string, type: string): Promise<string> {
  const reply = await zone.resolve(name, type);
  if (reply === 'silence') return reply;
  const records = reply.records.map((record) => `${record.name} ${record.type} ${record.value}`);
  return [reply.code, ...records].join('; ');
}

describe('the sandbox’s DNS records', () => {
  const zone = dnsZone({
    'shop.example.com': ['A 203.0.113.7', 'A 203.0.113.8', 'AAAA 2001:db8::7'],
    'www.example.com': ['CNAME shop.example.com'],
    'far.example.com': ['CNAME www.Example.com'],
    'lost.example.com': ['CNAME gone.example.org'],
    'a.circle.example': ['CNAME b.circle.example'],
    'b.circle.example': ['CNAME a.circle.example'],
    '*.wild.example': ['A 203.0.113.9'],
    'own.wild.example': ['AAAA 2001:db8::9'],
    'deep.below.wild.example': ['A 203.0.113.10'],
    '*.alias.example': ['CNAME shop.example.com'],
    'bare.example.com': [],
  });
  zone.fail('servfail.example.com', 'SERVFAIL');
  zone.fail('refused.example.com', 'REFUSED');
  zone.fail('silent.example.com', 'silence');
  zone.set('to-servfail.example.com', 'CNAME servfail.example.com');

  const OF_SHOP = 'shop.example.com A 203.0.113.7; shop.example.com A 203.0.113.8';
  for (const [name, type, answer] of [
    ['shop.example.com', 'A', `NOERROR; ${OF_SHOP}`],
    ['shop.example.com', 'AAAA', 'NOERROR; shop.example.com AAAA 2001:db8::7'],
    ['shop.example.com', 'CNAME', 'NOERROR'],
    ['shop.example.com', 'MX', 'NOERROR'],
    ['bare.example.com', 'A', 'NOERROR'],
    ['gone.example.com', 'A', 'NXDOMAIN'],
    // Names above those that exist.
    ['example.com', 'A', 'NOERROR'],
    ['com', 'A', 'NOERROR'],
    ['org', 'A', 'NXDOMAIN'],
    // Chains.
    ['www.example.com', 'A', `NOERROR; www.example.com CNAME shop.example.com; ${OF_SHOP}`],
    ['www.example.com', 'CNAME', 'NOERROR; www.example.com CNAME shop.example.com'],
    [
      'far.example.com',
      'AAAA',
      'NOERROR; far.example.com CNAME www.Example.com; www.example.com CNAME shop.example.com; shop.example.com AAAA 2001:db8::7',
    ],
    ['lost.example.com', 'A', 'NXDOMAIN; lost.example.com CNAME gone.example.org'],
    ['a.circle.example', 'A', 'SERVFAIL'],
    ['a.circle.example', 'CNAME', 'NOERROR; a.circle.example CNAME b.circle.example'],
    ['to-servfail.example.com', 'A', 'SERVFAIL'],
    // Wildcards.
    ['any.wild.example', 'A', 'NOERROR; any.wild.example A 203.0.113.9'],
    ['a.b.wild.example', 'A', 'NOERROR; a.b.wild.example A 203.0.113.9'],
    ['own.wild.example', 'A', 'NOERROR'],
    ['wild.example', 'A', 'NOERROR'],
    ['below.wild.example', 'A', 'NOERROR'],
    ['other.below.wild.example', 'A', 'NXDOMAIN'],
    ['x.alias.example', 'A', `NOERROR; x.alias.example CNAME shop.example.com; ${OF_SHOP}`],
    // Failures.
    ['servfail.example.com', 'A', 'SERVFAIL'],
    ['refused.example.com', 'AAAA', 'REFUSED'],
    ['silent.example.com', 'CNAME', 'silence'],
  ] as const) {
    it(`answer ${name} ${type} with ${answer}`, async () => {
      assert.equal(await told(zone, name, type), answer);
    });
  }

  it('can be changed at any time', async () => {
    const changing = dnsZone();
    const answers = [await told(changing, 'a.example', 'A')];
    changing.set('a.example', 'A 203.0.113.1');
    answers.push(await told(changing, 'a.example', 'A'));
    changing.set('a.example', 'A 203.0.113.2');
    answers.push(await told(changing, 'a.example', 'A'));
    changing.fail('a.example', 'SERVFAIL');
    answers.push(await told(changing, 'a.example', 'A'));
    changing.remove('a.example');
    answers.push(await told(changing, 'a.example', 'A'));
    assert.deepEqual(answers, [
      'NXDOMAIN',
      'NOERROR; a.example A 203.0.113.1',
      'NOERROR; a.example A 203.0.113.2',
      'SERVFAIL',
      'NXDOMAIN',
    ]);
  });

  it('reject text that is not a record', () => {
    assert.throws(() => dnsZone({ 'a.example': ['A '] }), /not a record: A /);
  });
});
