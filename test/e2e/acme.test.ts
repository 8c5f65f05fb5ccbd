import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import type { IssuedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';
import { type TlsServer, tlsServer } from '../../infra/local/sandbox/tls-server.ts';
import { parseDomainName, probeName } from '../../shared/domain-name.ts';
import { recordEvent } from '../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import { checkCertificate } from '../../shared/verification/certificate/check-certificate.ts';
import { describeWith } from '../infra/deploy/tools.ts';
import { testEngine } from '../support/engine.ts';
import { anEvent } from '../support/events.ts';
import { startOutside } from '../support/outside.ts';
import { PEBBLE_PROGRAMS, type Pebble, startPebble } from '../support/pebble.ts';
import { messagesOf } from '../support/told.ts';

const shop = 'shop.example.com';
const wildcard = '*.customer.example.net';

describeWith(PEBBLE_PROGRAMS, 'certificates that a real ACME authority issued', () => {
  let pebble: Pebble;
  let server: TlsServer;
  const issued = new Map<string, IssuedCertificate>();
  before(async () => {
    pebble = await startPebble();
    // One by http-01, the other by dns-01, the only challenge for a wildcard.
    issued.set(shop, await pebble.issue([shop]));
    issued.set(wildcard, await pebble.issue([wildcard]));
    server = await tlsServer({
      certificateFor: (name) => issued.get(name) ?? issued.get(name.replace(/^[^.]+/, '*')),
    });
  });
  after(async () => {
    await server?.close();
    await pebble?.stop();
  });

  const check = (domain: string) =>
    checkCertificate(parseDomainName(domain), ['127.0.0.1'], {
      port: server.port,
      allowPrivateAddresses: true,
      now: Date.now,
      signal: new AbortController().signal,
    });

  /** Trusts the authority until `use` settles. */
  async function trusting<Result>(use: () => Promise<Result>): Promise<Result> {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, pebble.rootPem]);
    try {
      return await use();
    } finally {
      tls.setDefaultCACertificates(before);
    }
  }

  for (const domain of [shop, wildcard]) {
    it(`are right for ${domain}, for a client that trusts the authority`, async () => {
      const { verdict, problems, certificate } = await trusting(() => check(domain));
      assert.deepEqual([verdict, problems], ['right', []]);
      assert.deepEqual(certificate?.names, [domain]);
      assert.match(certificate.issuer, /^Pebble Intermediate CA/);
      const { validToDate } = new X509Certificate(issued.get(domain)?.certificatePem ?? '');
      assert.equal(certificate.validTo, validToDate.toISOString());
    });

    it(`are untrusted for ${domain}, for a client that does not`, async () => {
      const { verdict, problems } = await check(domain);
      const codes = problems.map(({ code }) => code);
      assert.deepEqual([verdict, codes], ['wrong', ['certificate-untrusted']]);
      assert.match(
        messagesOf(problems)[0] ?? '',
        /Pebble Intermediate CA.*whose issuer they do not/,
      );
    });
  }

  for (const domain of [shop, '*.shops.example.com']) {
    it(`take ${domain} from self-signed to done in the sweep`, async () => {
      const issuedLater = await pebble.issue([domain]);
      const outside = await startOutside();
      const engine = await testEngine(outside);
      const name = probeName(parseDomainName(domain));
      try {
        outside.certificates.set(name, undefined);
        const event = anEvent('domain.created', { domain });
        await recordEvent(engine.store, event, engine.clock.now);
        const stage = async () => {
          await sweep(engine, EVERY_MINUTE, new AbortController().signal);
          const record = await engine.store.get(parseDomainName(domain));
          return [record?.stage, ...(record?.problems.certificate ?? []).map(({ code }) => code)];
        };
        assert.deepEqual(await stage(), ['checking-ssl-cert', 'certificate-self-signed']);
        outside.certificates.set(name, issuedLater);
        engine.clock.now += 600_000;
        assert.deepEqual(await stage(), ['checking-ssl-cert', 'certificate-untrusted']);
        engine.clock.now += 600_000;
        assert.deepEqual(await trusting(stage), ['done']);
      } finally {
        await engine.store.close();
        await outside.close();
      }
    });
  }

  it('are incomplete if the server shows them without their intermediate', async () => {
    const whole = issued.get(shop);
    assert.ok(whole);
    const [first = ''] = whole.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
    issued.set(shop, { ...whole, certificatePem: first });
    try {
      const { problems } = await trusting(() => check(shop));
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['certificate-incomplete-chain'],
      );
    } finally {
      issued.set(shop, whole);
    }
  });

  it('cover the wildcard, but not the name above it', async () => {
    issued.set('customer.example.net', issued.get(wildcard) ?? assert.fail());
    const { problems } = await trusting(() => check('customer.example.net'));
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['certificate-wrong-name'],
    );
  });
});
