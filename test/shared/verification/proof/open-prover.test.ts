import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { SecretError } from '../../../../shared/settings/secret.ts';
import { readSettings, type Settings } from '../../../../shared/settings/settings.ts';
import { openProver } from '../../../../shared/verification/proof/open-prover.ts';
import { proofFor, proofSite } from '../../../support/proof-site.ts';

const shop = parseDomainName('shop.example.com');
const signal = new AbortController().signal;

function settingsFor(
  site: { readonly httpPort: number; readonly tlsPort: number },
  environment: Record<string, string> = {},
): Settings {
  return readSettings({
    HTTP_PORT: String(site.httpPort),
    TLS_PORT: String(site.tlsPort),
    ALLOW_PRIVATE_ADDRESSES: 'true',
    ...environment,
  });
}

function noting() {
  const warnings: unknown[] = [];
  const warn = (...args: unknown[]) => {
    warnings.push(args);
  };
  return { warnings, log: { warn } };
}

describe('the prover that a site behind a proxy is ours', () => {
  it('does not exist without a secret', () => {
    const settings = settingsFor({ httpPort: 80, tlsPort: 443 });
    assert.equal(openProver(settings, noting().log), undefined);
  });

  it('uses the secret after the first colon, and the ports of the settings', async () => {
    await using site = await proofSite({ http: proofFor('the:secret') });
    const settings = settingsFor(site, { MULTISITE_API_SECRET: 'the-key:the:secret' });
    const { log, warnings } = noting();
    const prove = openProver(settings, log);
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'proven');
    assert.deepEqual(warnings, []);
  });

  it('connects to nothing private unless the settings allow it', async () => {
    await using site = await proofSite({ http: proofFor('secret') });
    const settings = settingsFor(site, {
      MULTISITE_API_SECRET: 'key:secret',
      ALLOW_PRIVATE_ADDRESSES: 'false',
    });
    const prove = openProver(settings, noting().log);
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'silent');
    assert.equal(site.connections(), 0);
  });

  it('has no verdict if the secret cannot be read, and logs that once', async () => {
    await using site = await proofSite({ http: proofFor('secret') });
    const { log, warnings } = noting();
    const credentials = {
      current: () => Promise.reject(new SecretError('it cannot be read')),
      replacementFor: async () => undefined,
    };
    const prove = openProver(settingsFor(site), log, credentials);
    for (let times = 0; times < 3; times++) {
      assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'silent');
    }
    assert.equal(warnings.length, 1);
    assert.equal(site.connections(), 0);
  });

  it('reads the secret again if a site gives a proof with another one', async () => {
    await using site = await proofSite({ http: proofFor('new') });
    let current = 'old';
    const credentials = {
      current: async () => ({ key: 'key', secret: current }),
      replacementFor: async ({ secret }: { readonly secret: string }) => {
        current = 'new';
        return secret === current ? undefined : { key: 'key', secret: current };
      },
    };
    const prove = openProver(settingsFor(site), noting().log, credentials);
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'proven');
  });

  it('keeps its secret if another network gives a proof', async () => {
    await using site = await proofSite({ http: proofFor('theirs') });
    const settings = settingsFor(site, { MULTISITE_API_SECRET: 'key:ours' });
    const prove = openProver(settings, noting().log);
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'other-secret');
  });

  it('uses a secret as soon as it can be read', async () => {
    await using site = await proofSite({ http: proofFor('secret') });
    let readable = false;
    const credentials = {
      current: async () => {
        if (!readable) throw new SecretError('it cannot be read');
        return { key: 'key', secret: 'secret' };
      },
      replacementFor: async () => undefined,
    };
    const prove = openProver(settingsFor(site), noting().log, credentials);
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'silent');
    readable = true;
    assert.equal(await prove?.(shop, ['127.0.0.1'], signal), 'proven');
  });
});
