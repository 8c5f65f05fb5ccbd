import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliver, deliverStructured, push } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, failingStart, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describe('the functions, under the Functions Framework', () => {
  let outside: Outside;
  let events: FunctionProcess;
  let verify: FunctionProcess;
  let status: FunctionProcess;

  before(async () => {
    outside = await startOutside();
    const environment = { ...outside.environment, DNS_CHECK_INTERVAL: '10', SSL_MAX_TRIES: '3' };
    [events, verify, status] = await Promise.all([
      startFunction('domainEvents', environment),
      startFunction('verifyDomains', environment),
      startFunction('domainStatus', environment),
    ]);
  });
  after(async () => {
    await Promise.all([events.close(), verify.close(), status.close()]);
    await outside.close();
  });

  async function seen(path: string): Promise<{ code: number; json: Record<string, unknown> }> {
    const response = await fetch(`${status.url}${path}`);
    return { code: response.status, json: JSON.parse(await response.text()) };
  }

  async function sweep(body: string | undefined, method = 'POST') {
    const response = await fetch(verify.url, body === undefined ? { method } : { method, body });
    const text = await response.text();
    return { code: response.status, json: JSON.parse(text) };
  }

  const stageOf = async (domain: string) => (await seen(`/domains/${domain}`)).json.stage;

  const deliveries = { deliver, deliverStructured, push };
  for (const [how, by] of Object.entries(deliveries)) {
    it(`take a domain from its event to done (${how})`, async () => {
      const domain = `${how.toLowerCase()}.example.com`;
      const response = await by(events.url, aMessage('domain.created', { domain }));
      assert.ok(response.ok, `HTTP ${response.status}`);
      assert.equal(await stageOf(domain), 'done');
      assert.equal(outside.calls(domain)['/adddomainalias'], 1);
    });
  }

  it('add an alias once for an event that comes twice, at the same time', async () => {
    const domain = 'twice.example.com';
    const message = aMessage('domain.created', { domain });
    const answers = await Promise.all([deliver(events.url, message), deliver(events.url, message)]);
    await deliver(events.url, message);
    assert.ok(answers.every(({ ok }) => ok));
    assert.equal(outside.calls(domain)['/adddomainalias'], 1);
  });

  it('remove an alias once, and ignore a late event from before the removal', async () => {
    const domain = 'gone.example.com';
    await deliver(events.url, aMessage('domain.created', { domain, occurredAt: later(-10) }));
    await deliver(events.url, aMessage('domain.deleted', { domain }));
    await deliver(events.url, aMessage('domain.created', { domain, occurredAt: later(-5) }));
    const { json } = await seen(`/domains/${domain}`);
    assert.deepEqual([json.intent, json.alias], ['unmapped', 'removed']);
    assert.deepEqual(
      [outside.calls(domain)['/adddomainalias'], outside.calls(domain)['/deletedomainalias']],
      [1, 1],
    );
  });

  it('log an event that is older than one already known, with both times', async () => {
    const domain = 'late.example.com';
    const [early, late] = [later(-20), later(-10)];
    await deliver(events.url, aMessage('domain.deleted', { domain, occurredAt: late, id: 'd' }));
    await deliver(events.url, aMessage('domain.created', { domain, occurredAt: early, id: 'c' }));
    const [line] = events.log().filter(({ newerEventId }) => newerEventId === 'd');
    assert.deepEqual(
      [line?.message, line?.domain, line?.eventId, line?.occurredAt, line?.newerOccurredAt],
      ['domain.created changes nothing: a newer event is known', domain, 'c', early, late],
    );
  });

  it('trust a publisher’s clock at most a minute beyond the publish time of the message', async () => {
    const domain = 'ahead.example.com';
    const [published, deleted] = [later(-600), later(-500)];
    const ahead = aMessage('domain.created', { domain, occurredAt: later(900_000) });
    await deliver(events.url, ahead, {}, published);
    await deliver(
      events.url,
      aMessage('domain.deleted', { domain, occurredAt: deleted }),
      {},
      deleted,
    );
    assert.equal((await seen(`/domains/${domain}`)).json.intent, 'unmapped');
  });

  it('keep the order of events by a clock that is ahead, even within one batch of messages', async () => {
    const published = later(-10);
    const [created, deleted] = [later(3600), later(3601)];
    for (const [domain, first, last] of [
      ['batch-1.example.com', 'a', 'b'],
      ['batch-2.example.com', 'b', 'a'],
    ] as const) {
      const messages = [
        aMessage('domain.deleted', { domain, id: last, occurredAt: deleted }),
        aMessage('domain.created', { domain, id: first, occurredAt: created }),
      ];
      for (const message of messages) await deliver(events.url, message, {}, published);
      assert.equal((await seen(`/domains/${domain}`)).json.intent, 'unmapped', domain);
    }
  });

  it('take an event that is far ahead of their own clock if its publish time is, too', async () => {
    const domain = 'behind.example.com';
    const inTwoDays = later(2 * 86_400);
    await deliver(
      events.url,
      aMessage('domain.created', { domain, occurredAt: inTwoDays }),
      {},
      inTwoDays,
    );
    assert.equal((await seen(`/domains/${domain}`)).json.intent, 'mapped');
  });

  it('take an event as PHP writes it, and log the invalid part that they ignore', async () => {
    const domain = 'php.example.com';
    const network = { domain: 'localhost', addresses: null };
    const message = aMessage('domain.created', { domain, siteId: '12', domainId: null, network });
    await deliver(events.url, message);
    assert.equal((await seen(`/domains/${domain}`)).json.siteId, 12);
    const [line] = events
      .log()
      .filter(({ message }) => message === 'recorded, except for a part that is not valid');
    assert.match(JSON.stringify(line?.leftOut), /"field":"network.domain"/);
  });

  it('acknowledge an event that Closte cannot carry out now, and carry it out later', async () => {
    const domain = 'patient.example.com';
    outside.closte.addFault({ domain, kind: 'error-500', times: 3 });
    assert.ok((await deliver(events.url, aMessage('domain.created', { domain }))).ok);
    const { json } = await seen(`/domains/${domain}`);
    assert.deepEqual([json.alias, json.stage], ['pending', 'checking-dns']);
    const swept = await sweep(JSON.stringify({ domain }));
    assert.deepEqual([swept.json.claimed, swept.json.advanced], [1, 1]);
    assert.equal(await stageOf(domain), 'done');
  });

  it('acknowledge a message that can never be valid, and name the invalid field and the reason', async () => {
    const bad = aMessage('domain.created', { domain: 'https://shop.example.com', siteId: 0 });
    for (const message of [bad, '{', '', { ...bad, version: 2 }]) {
      const response = await deliver(events.url, message);
      assert.ok(response.ok, `HTTP ${response.status}`);
    }
    const rejections = events.log().filter(({ topic }) => topic === 'closte-domain-rejected');
    assert.equal(rejections.length, 4);
    assert.match(JSON.stringify(rejections[0]?.message ?? rejections[0]), /rejected/);
  });

  it('log a rejected message with its domain, and with each invalid field and its fault', async () => {
    await deliver(
      events.url,
      aMessage('domain.created', { domain: 'faulty.example.com', siteId: 0 }),
    );
    const [line] = events.log().filter(({ domain }) => domain === 'faulty.example.com');
    assert.deepEqual(
      [line?.severity, line?.message, line?.reason, line?.issues],
      [
        'WARNING',
        'rejected: it can never be valid',
        'siteId: must be 1 or more',
        [{ field: 'siteId', message: 'must be 1 or more' }],
      ],
    );
  });

  it('log the domain, the field and the reason of a rejected message in the text format, too', async () => {
    const inText = await startFunction('domainEvents', {
      ...outside.environment,
      LOG_FORMAT: 'text',
    });
    await deliver(
      inText.url,
      aMessage('domain.created', { domain: 'faulty.example.com', siteId: 0 }),
    );
    await inText.close();
    assert.match(
      inText.output(),
      /WARN: faulty\.example\.com {2}rejected: it can never be valid {2}siteId: must be 1 or more\n/,
    );
  });

  it("reject another network's events with the reason, and log those about the network's own domain", async () => {
    const domain = 'of-two.example.com';
    const network = { id: 1, domain: 'main.example.com' };
    await deliver(events.url, aMessage('domain.created', { domain, network }));
    await deliver(events.url, aMessage('domain.deleted', { domain, network: { id: 2 } }));
    await deliver(events.url, aMessage('domain.created', { domain: network.domain }));
    assert.equal((await seen(`/domains/${domain}`)).json.intent, 'mapped');
    assert.equal((await seen(`/domains/${network.domain}`)).code, 404);
    const reasons = events.log().map(({ reason }) => String(reason));
    assert.ok(reasons.some((reason) => reason.startsWith('network.id: is 2, and this')));
    assert.ok(events.log().some(({ because }) => because === 'own-domain'));
  });

  it('log no line with a duplicate key', async () => {
    await deliver(events.url, aMessage('domain.created', { domain: 'once.example.com' }));
    await deliver(events.url, 'no event');
    const lines = events
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    assert.ok(lines.some((line) => line.includes('"topic":"closte-domain-status"')));
    assert.ok(lines.some((line) => line.includes('"topic":"closte-domain-rejected"')));
    // JSON.parse keeps one of two values of a key, so the line is shorter when written again.
    assert.deepEqual(
      lines.filter((line) => JSON.stringify(JSON.parse(line)) !== line),
      [],
    );
  });

  it('request the redelivery of an event whose wish could not be recorded', async () => {
    const file = join(outside.folder, 'no-database');
    await writeFile(file, 'this is no database, and long enough to be seen as none'.repeat(100));
    const broken = await startFunction('domainEvents', {
      ...outside.environment,
      STORE: `sqlite:${file}`,
    });
    const response = await deliver(broken.url, aMessage('domain.created'));
    assert.equal(response.status, 500);
    await broken.close();
  });

  it('list the domains, page by page and by stage, site and name', async () => {
    const all = new Set<unknown>();
    let path = '/domains?limit=2';
    for (let pages = 0; pages < 20; pages += 1) {
      const { json } = await seen(path);
      assert.ok(Array.isArray(json.domains) && json.domains.length <= 2);
      for (const { domain } of json.domains) {
        assert.ok(!all.has(domain), 'listed twice');
        all.add(domain);
      }
      if (json.nextPageToken === undefined) break;
      path = `/domains?limit=2&pageToken=${json.nextPageToken}`;
    }
    assert.ok(all.has('deliver.example.com') && all.has('gone.example.com'));

    const { json: done } = await seen('/domains?stage=done&siteId=12&q=deliverstr');
    assert.ok(Array.isArray(done.domains));
    assert.deepEqual(
      done.domains.map(({ domain }) => domain),
      ['deliverstructured.example.com'],
    );
  });

  it('show a domain in the form of the contract', async () => {
    const { json } = await seen('/domains/DELIVER.example.com.');
    assert.deepEqual(Object.keys(json), [
      'domain',
      'wildcard',
      'siteId',
      'domainId',
      'intent',
      'alias',
      'stage',
      'secure',
      'tries',
      'nextCheckAt',
      'lastCheckedAt',
      'problems',
      'records',
      'certificate',
      'history',
    ]);
  });

  const refusals: [path: string, code: number, field: string][] = [
    ['/domains?stage=ready', 400, 'stage'],
    ['/domains?problem=broken', 400, 'problem'],
    ['/domains?needs=nobody', 400, 'needs'],
    ['/domains?siteId=x', 400, 'siteId'],
    ['/domains?limit=0', 400, 'limit'],
    ['/domains?limit=501', 400, 'limit'],
    ['/domains?pageToken=!', 400, 'pageToken'],
    ['/domains?q=a&q=b', 400, 'q'],
    ['/domains/unknown.example.com', 404, 'domain'],
    ['/domains/127.0.0.1', 400, 'domain'],
    ['/elsewhere', 404, 'path'],
  ];
  for (const [path, code, field] of refusals) {
    it(`refuse ${path} and name ${field}`, async () => {
      const answer = await seen(path);
      const error = answer.json.error;
      assert.ok(error instanceof Object && 'field' in error && 'message' in error);
      assert.deepEqual([answer.code, error.field], [code, field]);
    });
  }

  it('report their health as good while the store can be read', async () => {
    assert.deepEqual(await seen('/health'), { code: 200, json: { status: 'ok' } });
  });

  it('read only by GET, and sweep only by POST', async () => {
    assert.equal((await fetch(`${status.url}/domains`, { method: 'POST' })).status, 405);
    assert.equal((await sweep(undefined, 'GET')).code, 405);
  });

  const sweeps: [body: string, code: number, field: string][] = [
    ['{', 400, 'body'],
    ['[]', 400, 'body'],
    ['{"domain":7}', 400, 'domain'],
    ['{"domain":"127.0.0.1"}', 400, 'domain'],
    ['{"domain":"unknown.example.com"}', 404, 'domain'],
  ];
  for (const [body, code, field] of sweeps) {
    it(`refuse to sweep ${body} and name ${field}`, async () => {
      const answer = await sweep(body);
      assert.deepEqual([answer.code, answer.json.error?.field], [code, field]);
    });
  }

  it('honour an interval of 10 s with one sweep a minute: failed after 5 tries, ssl-failed after 3', async () => {
    outside.zone.set('nowhere.example.com', 'A 127.0.0.9');
    outside.certificates.set('bare.example.com', undefined);
    const domains = ['nowhere.example.com', 'bare.example.com'];
    for (const domain of domains) {
      await deliver(events.url, aMessage('domain.created', { domain }));
    }
    let waiting = domains;
    // One sweep is enough, unless the machine is too slow for five looks within its minute.
    while (waiting.length > 0) {
      const { json } = await sweep(undefined);
      assert.equal(json.failed, 0);
      const stages = await Promise.all(domains.map(stageOf));
      waiting = domains.filter((_, n) => `${stages[n]}`.startsWith('checking-'));
    }

    const [nowhere, bare] = await Promise.all(domains.map((domain) => seen(`/domains/${domain}`)));
    assert.deepEqual([nowhere?.json.stage, nowhere?.json.tries], ['failed', 5]);
    assert.deepEqual([bare?.json.stage, bare?.json.tries], ['ssl-failed', 3]);
  });

  it('do not start with bad settings, and name each of them', async () => {
    const { code, output } = await failingStart('domainEvents', {
      DNS_CHECK_INTERVAL: '5',
      NETWORK_ADDRESSES: 'network',
    });
    assert.equal(code, 1);
    assert.match(output, /NETWORK_ADDRESSES must be IP addresses, comma separated/);
    assert.match(output, /DNS_CHECK_INTERVAL must be 10 or more/);
  });

  it('never log the API key', () => {
    for (const { output } of [events, verify, status]) {
      assert.ok(!output().includes('the-key-of-the-tests'));
    }
  });
});
