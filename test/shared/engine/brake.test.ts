import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { areTooMany, letGo } from '../../../shared/engine/brake.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import type { CertificateFinding, DnsFinding } from '../../../shared/problems/findings.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import {
  aRecord,
  certificateMissing,
  certificateRight,
  DAY,
  dnsRight,
  dnsWrong,
  HOUR,
  MINUTE,
} from '../../support/records.ts';

const NEVER = new AbortController().signal;

describe('many live domains that would be taken down at once', () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside, { DNS_MAX_TRIES: '2', SSL_MAX_TRIES: '2' });
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  /** Stores `count` live domains, looked at once a day, spread over the day. */
  async function live(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const domain = parseDomainName(`d${n}.example.com`);
      const checkedAt = engine.now() - Math.round((n * DAY) / count);
      const record = aRecord({
        domain,
        stage: 'done',
        reportedStage: 'done',
        seenRight: { at: checkedAt, by: 'address' },
        lastCheckedAt: checkedAt,
        nextCheckAt: checkedAt + DAY,
      });
      await engine.store.update(domain, 1, () => record);
    }
  }

  /** From now on, looks have these findings. */
  function looking(
    dns: (domain: string) => DnsFinding,
    certificate: CertificateFinding = certificateRight,
  ) {
    const { openPass: open } = engine.effects;
    const openPass = () => ({
      ...open(),
      checkDns: async (domain: string) => dns(domain),
      checkCertificate: async () => certificate,
    });
    engine = { ...engine, effects: { ...engine.effects, openPass } };
  }

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 10 * MINUTE) {
      engine.clock.now += 10 * MINUTE;
      await sweep(engine, EVERY_MINUTE, NEVER);
    }
  }

  const down = async () => {
    const stages = await engine.store.countByStage();
    return (stages.get('failed') ?? 0) + (stages.get('ssl-failed') ?? 0);
  };
  const alerts = () => engine.lines.filter(({ liveDomainsHeld }) => liveDomainsHeld !== undefined);

  for (const [what, lost, looked, expected] of [
    ['ten of ten', 10, 10, false],
    ['eleven of fifty', 11, 50, true],
    ['eleven of 55, a fifth', 11, 55, false],
    ['412 of 500', 412, 500, true],
  ] as const) {
    it(`are${expected ? '' : ' not'} too many if they are ${what}`, () => {
      assert.equal(areTooMany({ lost, looked }), expected);
    });
  }

  it('all stay live, although each is looked at at another time of the day', async () => {
    await live(300);
    looking(() => dnsWrong);
    await pass(30 * HOUR);
    assert.equal(await down(), 0);
    const [alert] = alerts();
    assert.equal(alert?.level, 50);
    assert.match(
      String(alert?.msg),
      /points at 198\.51\.100\.9, which is not this network.*NETWORK_ADDRESSES/,
    );
    assert.match(
      String(alert?.msg),
      /^\d+ of the \d+ live domains looked at seem lost; they are held, and none is taken down\. \d+ still point at 198\.51\.100\.9\. The network now has 127\.0\.0\.1\./,
    );
    assert.ok(alerts().length > 1 && alerts().length <= 30, 'reported once an hour');
    const { liveDomains } = await engine.store.readSettings();
    const { lost = 0, looked = 0 } = liveDomains?.held ?? {};
    assert.ok(lost > 250 && lost <= looked && looked <= 300, 'their number is kept, for people');
  });

  for (const count of [55, 80, 100]) {
    it(`lose at most ten in a network of ${count}, whose looks are far apart`, async () => {
      await live(count);
      looking(() => dnsWrong);
      await pass(30 * HOUR);
      assert.ok((await down()) <= 10, `${await down()} were taken down`);
    });
  }

  it('stay live if their certificates are the problem', async () => {
    await live(300);
    looking(() => dnsRight, certificateMissing);
    await pass(6 * HOUR);
    assert.equal(await down(), 0);
    assert.match(String(alerts()[0]?.msg), /certificate authority/);
  });

  it('are taken down once a person releases them', async () => {
    await live(300);
    looking(() => dnsWrong);
    await pass(DAY);
    assert.equal(await down(), 0);
    await letGo(engine.store, engine.now() + DAY);
    await pass(3 * HOUR);
    assert.ok((await down()) > 250);
  });

  it('are all taken down by the shortest release, an hour', async () => {
    await live(300);
    looking(() => dnsWrong);
    await pass(30 * HOUR);
    assert.equal(await down(), 0);
    await letGo(engine.store, engine.now() + HOUR);
    await pass(3 * HOUR);
    assert.equal(await down(), 300);
  });

  it('stay live if a clock ten days ahead let them go', async () => {
    await live(100);
    looking(() => dnsWrong);
    await letGo(engine.store, engine.now() + 11 * DAY);
    await pass(30 * HOUR);
    assert.ok((await down()) <= 10);
  });

  it('are taken down if there are only a few', async () => {
    await live(240);
    looking((domain) => (/^d(1|2)0?\./.test(domain) ? dnsWrong : dnsRight));
    await pass(2 * DAY);
    assert.equal(await down(), 4);
    assert.deepEqual(alerts(), []);
  });

  it('are live as before once the mistake is fixed', async () => {
    await live(300);
    looking(() => dnsWrong);
    await pass(DAY);
    looking(() => dnsRight);
    await pass(DAY);
    assert.equal((await engine.store.countByStage()).get('done'), 300);
    assert.equal((await engine.store.countLooks(0)).lost, 0);
  });
});
