import assert from 'node:assert/strict';
import {
  functionsEnvironment,
  LocalSettingsError,
  localOrigin,
  readLocalSettings,
  withLocalStore,
} from '../../../infra/local/local-settings.ts';
import type { Environment } from '../../../shared/settings/variable.ts';

const SANDBOX = { CLOSTE_CLIENT_API_KEY: 'sandbox', DNS_SERVERS: '127.0.0.1:5300' };

function environmentFor(given: Environment, sandbox: Environment | undefined) {
  return functionsEnvironment(given, readLocalSettings(given), sandbox);
}

describe('the settings of one machine', () => {
  it('are valid if nothing is set, or everything is empty', () => {
    const usual = {
      host: '127.0.0.1',
      port: 8080,
      dataDirectory: '.data',
      usesSandbox: true,
      networkDomain: 'network.example.com',
      networkAddresses: ['127.0.0.1'],
      issuanceDelayMs: 8000,
    };
    assert.deepEqual(readLocalSettings({}), usual);
    assert.deepEqual(
      readLocalSettings({ HOST: '', PORT: '', DATA_DIR: '', CLOSTE_CLIENT_API_KEY: '' }),
      usual,
    );
  });

  it('are taken from the environment', () => {
    const given = {
      HOST: '0.0.0.0',
      PORT: '0',
      DATA_DIR: '/data',
      NETWORK_DOMAIN: 'network.test',
      NETWORK_ADDRESSES: '127.0.0.2, ::1',
      SANDBOX_ISSUANCE_SECONDS: '0',
    };
    assert.deepEqual(readLocalSettings(given), {
      host: '0.0.0.0',
      port: 0,
      dataDirectory: '/data',
      usesSandbox: true,
      networkDomain: 'network.test',
      networkAddresses: ['127.0.0.2', '::1'],
      issuanceDelayMs: 0,
    });
  });

  for (const name of ['CLOSTE_CLIENT_API_KEY', 'CLOSTE_API_KEY_SECRET']) {
    it(`disable the sandbox if ${name} is set`, () => {
      assert.equal(readLocalSettings({ [name]: 'x' }).usesSandbox, false);
    });
  }

  const wrong: [name: string, value: string][] = [
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['SANDBOX_ISSUANCE_SECONDS', '1.5'],
  ];
  for (const [name, value] of wrong) {
    it(`refuse ${name}=${value}, and name it`, () => {
      assert.throws(
        () => readLocalSettings({ [name]: value }),
        (error) => error instanceof LocalSettingsError && error.message.startsWith(`${name} must`),
      );
    });
  }

  it('refuse expected callers, since nothing on one machine has identity tokens', () => {
    assert.throws(() => readLocalSettings({ EXPECTED_CALLERS: 'a@example.com' }), {
      message:
        'EXPECTED_CALLERS must not be set on one machine: nothing here has an identity token of Google',
    });
  });

  it('are refused with one error for all faults', () => {
    assert.throws(() => readLocalSettings({ PORT: 'http', SANDBOX_ISSUANCE_SECONDS: 'soon' }), {
      message:
        'PORT must be a whole number from 0 to 65535, not http; ' +
        'SANDBOX_ISSUANCE_SECONDS must be a whole number from 0 to 86400, not soon',
    });
  });

  const origins: [environment: Environment, origin: string][] = [
    [{}, 'http://127.0.0.1:8080'],
    [{ PORT: '' }, 'http://127.0.0.1:8080'],
    [{ PORT: '8081' }, 'http://127.0.0.1:8081'],
  ];
  for (const [environment, origin] of origins) {
    it(`say with ${JSON.stringify(environment)} that the system is at ${origin}`, () => {
      assert.equal(localOrigin(environment), origin);
    });
  }
});

describe("the functions' environment", () => {
  it('points at the sandbox, checks often, and keeps its store in the data directory', () => {
    assert.deepEqual(environmentFor({ DATA_DIR: '/data' }, SANDBOX), {
      DATA_DIR: '/data',
      ...SANDBOX,
      STORE: 'sqlite:/data/domains.db',
      LOG_FORMAT: 'text',
      STATUS_CHECK_AGAIN: 'true',
      NETWORK_DOMAIN: 'network.example.com',
      NETWORK_ADDRESSES: '127.0.0.1',
      DNS_CHECK_INTERVAL: '10',
    });
  });

  it('has the deployed network and checks with a real key', () => {
    assert.deepEqual(environmentFor({ CLOSTE_CLIENT_API_KEY: 'real' }, undefined), {
      CLOSTE_CLIENT_API_KEY: 'real',
      STORE: 'sqlite:.data/domains.db',
      LOG_FORMAT: 'text',
      STATUS_CHECK_AGAIN: 'true',
    });
  });

  it('prefers given settings', () => {
    const given = {
      STORE: 'sqlite:/elsewhere.db',
      LOG_FORMAT: 'json',
      DNS_SERVERS: '9.9.9.9',
      DNS_CHECK_INTERVAL: '300',
    };
    const environment = environmentFor(given, SANDBOX);
    assert.deepEqual({ ...environment, ...given }, environment);
  });

  it('counts an empty setting as not given', () => {
    assert.equal(environmentFor({ LOG_FORMAT: '' }, SANDBOX).LOG_FORMAT, 'text');
  });

  const projects: [
    what: string,
    given: Environment,
    sandbox: typeof SANDBOX | undefined,
    project: string | undefined,
  ][] = [
    ['keeps a project out of the sandbox', {}, SANDBOX, undefined],
    ['keeps a project for Pub/Sub in its emulator', { PUBSUB_EMULATOR_HOST: 'x' }, SANDBOX, 'p'],
    ['keeps a project for the Firestore emulator', { FIRESTORE_EMULATOR_HOST: 'x' }, SANDBOX, 'p'],
    ['keeps a project with a real key', { CLOSTE_CLIENT_API_KEY: 'real' }, undefined, 'p'],
  ];
  for (const [what, given, sandbox, project] of projects) {
    it(what, () => {
      const environment = environmentFor({ ...given, GOOGLE_CLOUD_PROJECT: 'p' }, sandbox);
      assert.equal(environment.GOOGLE_CLOUD_PROJECT, project);
    });
  }
});

describe('the store that the ops tool uses', () => {
  const stores: [given: Environment, store: string | undefined][] = [
    [{}, undefined],
    [{ DATA_DIR: '' }, undefined],
    [{ DATA_DIR: '/data' }, 'sqlite:/data/domains.db'],
    [{ DATA_DIR: '/data', STORE: '' }, 'sqlite:/data/domains.db'],
    [{ DATA_DIR: '/data', STORE: 'firestore' }, 'firestore'],
  ];
  for (const [given, store] of stores) {
    it(`is ${store ?? 'the usual one'} with ${JSON.stringify(given)}`, () => {
      assert.equal(withLocalStore(given).STORE, store);
    });
  }
});
