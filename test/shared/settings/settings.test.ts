import assert from 'node:assert/strict';
import { readSettings, SettingsError } from '../../../shared/settings/settings.ts';

describe('the settings', () => {
  it('have defaults for everything', () => {
    assert.deepEqual(readSettings({}), {
      store: { kind: 'sqlite', path: '.data/domains.db' },
      closteApiUrl: 'https://app.closte.com/api/client',
      closteApiKey: undefined,
      networkDomain: undefined,
      networkAddresses: undefined,
      networkGraceDays: 7,
      closteConcurrency: 8,
      multisiteConcurrency: 2,
      dnsCheckInterval: 300,
      dnsMaxTries: 5,
      sslMaxTries: 20,
      dnsServers: undefined,
      tlsPort: 443,
      httpPort: 80,
      dnsPort: 53,
      certificateAuthority: 'letsencrypt.org',
      multisiteApiUrl: undefined,
      multisiteApiSecret: undefined,
      allowPrivateAddresses: false,
      allowSpecialUseNames: false,
      statusCheckAgain: false,
      statusTopic: 'closte-domain-status',
      rejectedTopic: 'closte-domain-rejected',
      sweepTopic: 'closte-domain-sweep',
      sweepInstances: 3,
      expectedCallers: undefined,
      hasPubSub: false,
      log: { format: 'json', level: 'info' },
    });
  });

  const read: [environment: Record<string, string>, setting: object][] = [
    [{ STORE: 'sqlite:/tmp/a:b.db' }, { store: { kind: 'sqlite', path: '/tmp/a:b.db' } }],
    [{ STORE: 'firestore' }, { store: { kind: 'firestore' } }],
    [{ K_SERVICE: 'events' }, { store: { kind: 'firestore' }, hasPubSub: true }],
    [{ K_SERVICE: 'events', STORE: 'sqlite:a.db' }, { store: { kind: 'sqlite', path: 'a.db' } }],
    [{ CLOSTE_CLIENT_API_KEY: ' key\n' }, { closteApiKey: { value: 'key' } }],
    [
      {
        CLOSTE_CLIENT_API_KEY: 'key',
        CLOSTE_API_KEY_SECRET: 'projects/p/secrets/s/versions/latest',
      },
      { closteApiKey: { secret: 'projects/p/secrets/s/versions/latest' } },
    ],
    [{ CLOSTE_API_URL: 'http://127.0.0.1:80/api/' }, { closteApiUrl: 'http://127.0.0.1:80/api' }],
    [
      { NETWORK_DOMAIN: 'Network.example.com.', NETWORK_ADDRESSES: '203.0.113.7, 2001:db8::7' },
      {
        networkDomain: 'network.example.com',
        networkAddresses: ['203.0.113.7', '2001:db8::7'],
      },
    ],
    [{ NETWORK_DOMAIN: 'network.local' }, { networkDomain: 'network.local' }],
    [{ NETWORK_DOMAIN: 'My_Net.example.com' }, { networkDomain: 'my_net.example.com' }],
    [{ NETWORK_GRACE_DAYS: '0' }, { networkGraceDays: 0 }],
    [{ DNS_CHECK_INTERVAL: '10' }, { dnsCheckInterval: 10 }],
    [
      { DNS_MAX_TRIES: '7', SSL_MAX_TRIES: '9' },
      { dnsMaxTries: 7, sslMaxTries: 9 },
    ],
    [
      { DNS_SERVERS: '192.0.2.1,192.0.2.2:5353,[2001:db8::1]:53,2001:db8::2' },
      { dnsServers: ['192.0.2.1', '192.0.2.2:5353', '[2001:db8::1]:53', '2001:db8::2'] },
    ],
    [
      { TLS_PORT: '8443', HTTP_PORT: '8080', DNS_PORT: '5353' },
      { tlsPort: 8443, httpPort: 8080, dnsPort: 5353 },
    ],
    [{ CERTIFICATE_AUTHORITY: 'CA.example.com' }, { certificateAuthority: 'ca.example.com' }],
    [
      {
        MULTISITE_API_URL: 'https://network.example.com/wp-json/',
        MULTISITE_API_SECRET: 'projects/p/secrets/s/versions/latest',
      },
      {
        multisiteApiUrl: 'https://network.example.com/wp-json',
        multisiteApiSecret: { secret: 'projects/p/secrets/s/versions/latest' },
      },
    ],
    [
      { MULTISITE_API_URL: 'http://127.0.0.1:80/wp-json', MULTISITE_API_SECRET: 'key:sec:ret' },
      {
        multisiteApiUrl: 'http://127.0.0.1:80/wp-json',
        multisiteApiSecret: { value: 'key:sec:ret' },
      },
    ],
    [
      {
        EXPECTED_AUDIENCE: 'https://a-1-uc.a.run.app, https://a-2.europe-west1.run.app',
        EXPECTED_CALLERS: 'events@p.iam.gserviceaccount.com,ops@example.com',
      },
      {
        expectedCallers: {
          audiences: ['https://a-1-uc.a.run.app', 'https://a-2.europe-west1.run.app'],
          emails: ['events@p.iam.gserviceaccount.com', 'ops@example.com'],
        },
      },
    ],
    [{ MULTISITE_API_SECRET: 'key:secret' }, { multisiteApiSecret: { value: 'key:secret' } }],
    [
      { SWEEP_TOPIC: 'more', SWEEP_INSTANCES: '15' },
      { sweepTopic: 'more', sweepInstances: 15 },
    ],
    [{ STATUS_TOPIC: 'projects/p/topics/t-1' }, { statusTopic: 'projects/p/topics/t-1' }],
    [{ ALLOW_PRIVATE_ADDRESSES: 'true' }, { allowPrivateAddresses: true }],
    [{ ALLOW_PRIVATE_ADDRESSES: '1' }, { allowPrivateAddresses: true }],
    [{ ALLOW_PRIVATE_ADDRESSES: 'false' }, { allowPrivateAddresses: false }],
    [{ ALLOW_SPECIAL_USE_NAMES: 'true' }, { allowSpecialUseNames: true }],
    [{ PUBSUB_EMULATOR_HOST: '127.0.0.1:8085' }, { hasPubSub: true }],
    [{ GOOGLE_CLOUD_PROJECT: 'p' }, { hasPubSub: true }],
    [
      { K_SERVICE: 'events', K_REVISION: 'events-1', GOOGLE_CLOUD_PROJECT: 'p' },
      {
        log: {
          format: 'json',
          level: 'info',
          service: { name: 'events', revision: 'events-1', project: 'p' },
        },
      },
    ],
    [{ LOG_FORMAT: 'text', LOG_LEVEL: 'warn' }, { log: { format: 'text', level: 'warn' } }],
    [{ TLS_PORT: '', NETWORK_DOMAIN: '' }, {}],
  ];
  for (const [environment, setting] of read) {
    it(`are read from ${JSON.stringify(environment)}`, () => {
      const settings = readSettings(environment);
      assert.deepEqual(settings, { ...settings, ...setting });
    });
  }

  const refused: [environment: Record<string, string>, message: string][] = [
    [{ STORE: 'postgres' }, 'STORE must be sqlite:<path> or firestore'],
    [{ SWEEP_INSTANCES: '16' }, 'SWEEP_INSTANCES must be 15 or less'],
    [{ SWEEP_TOPIC: 'two words' }, "SWEEP_TOPIC must be a topic's name"],
    [{ SWEEP_TOPIC: 'ab' }, "SWEEP_TOPIC must be a topic's name"],
    [{ STATUS_TOPIC: 'goog-status' }, "STATUS_TOPIC must be a topic's name"],
    [{ REJECTED_TOPIC: 'topics/rejected' }, "REJECTED_TOPIC must be a topic's name"],
    [{ STORE: 'sqlite:' }, 'STORE must be sqlite:<path> or firestore'],
    [{ CLOSTE_API_URL: 'app.closte.com' }, 'CLOSTE_API_URL must be an http(s) URL'],
    [
      { EXPECTED_AUDIENCE: 'https://a.run.app', EXPECTED_CALLERS: 'events' },
      'EXPECTED_CALLERS must be e-mail addresses of accounts, comma separated',
    ],
    [
      { EXPECTED_AUDIENCE: 'https://a.run.app,', EXPECTED_CALLERS: 'a@b' },
      'EXPECTED_AUDIENCE must be audiences, comma separated',
    ],
    [
      { EXPECTED_AUDIENCE: 'https://a.run.app' },
      'EXPECTED_CALLERS must be set where EXPECTED_AUDIENCE is: every account can get tokens for every audience',
    ],
    [
      { EXPECTED_CALLERS: 'a@b' },
      'EXPECTED_AUDIENCE must be set where EXPECTED_CALLERS is: a token for another service proves nothing here',
    ],
    [
      { CLOSTE_API_KEY_SECRET: 'key' },
      'CLOSTE_API_KEY_SECRET must be projects/P/secrets/S/versions/latest',
    ],
    [
      { K_SERVICE: 'events', CLOSTE_CLIENT_API_KEY: 'key' },
      'CLOSTE_CLIENT_API_KEY must not be set on Cloud Run; use CLOSTE_API_KEY_SECRET',
    ],
    [
      { NETWORK_DOMAIN: '203.0.113.7' },
      'NETWORK_DOMAIN "203.0.113.7" cannot be mapped: it is an IP address; map a name whose DNS record points at the address instead',
    ],
    [
      { NETWORK_ADDRESSES: '203.0.113.7,' },
      'NETWORK_ADDRESSES must be IP addresses, comma separated',
    ],
    [{ DNS_CHECK_INTERVAL: '9' }, 'DNS_CHECK_INTERVAL must be 10 or more'],
    [{ DNS_CHECK_INTERVAL: '301' }, 'DNS_CHECK_INTERVAL must be 300 or less'],
    [{ DNS_CHECK_INTERVAL: '1e2' }, 'DNS_CHECK_INTERVAL must be a whole number'],
    [{ DNS_MAX_TRIES: '0' }, 'DNS_MAX_TRIES must be 1 or more'],
    [{ DNS_SERVERS: 'dns.example.com' }, 'DNS_SERVERS must be ip or ip:port, comma separated'],
    [{ DNS_SERVERS: '1.1.1.1:99999' }, 'DNS_SERVERS must be ip or ip:port, comma separated'],
    [{ TLS_PORT: '65536' }, 'TLS_PORT must be 65535 or less'],
    [{ HTTP_PORT: '0' }, 'HTTP_PORT must be 1 or more'],
    [{ DNS_PORT: 'domain' }, 'DNS_PORT must be a whole number'],
    [
      { CERTIFICATE_AUTHORITY: "Let's Encrypt" },
      'CERTIFICATE_AUTHORITY must be a domain name, such as letsencrypt.org',
    ],
    [
      { MULTISITE_API_URL: 'network.example.com', MULTISITE_API_SECRET: 'key:secret' },
      'MULTISITE_API_URL must be an http(s) URL',
    ],
    [
      { MULTISITE_API_SECRET: 'key' },
      'MULTISITE_API_SECRET must be projects/P/secrets/S/versions/latest, or key:secret on one machine',
    ],
    [
      { MULTISITE_API_URL: 'https://network.example.com/wp-json' },
      'MULTISITE_API_SECRET must be set where MULTISITE_API_URL is',
    ],
    [
      { K_SERVICE: 'events', MULTISITE_API_SECRET: 'key:secret' },
      'MULTISITE_API_SECRET must be the name of a secret on Cloud Run, not key:secret',
    ],
    [
      {
        K_SERVICE: 'events',
        MULTISITE_API_URL: 'http://network.example.com/wp-json',
        MULTISITE_API_SECRET: 'projects/p/secrets/s/versions/latest',
      },
      'MULTISITE_API_URL must be https on Cloud Run: it gets a password',
    ],
    [{ CLOSTE_CLIENT_API_KEY: ' \n' }, 'CLOSTE_CLIENT_API_KEY must not be blank'],
    [
      { NETWORK_DOMAIN: '*.example.com' },
      'NETWORK_DOMAIN "*.example.com" cannot be mapped: it is a wildcard, at which no domain can point; give one name',
    ],
    [{ ALLOW_PRIVATE_ADDRESSES: 'yes' }, 'ALLOW_PRIVATE_ADDRESSES must be true or false'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of debug, info, warn, error, silent'],
  ];
  for (const [environment, message] of refused) {
    it(`refuse ${JSON.stringify(environment)}`, () => {
      assert.throws(
        () => readSettings(environment),
        (error) =>
          error instanceof SettingsError &&
          error.message === `Bad settings in the environment: ${message}`,
      );
    });
  }

  it('name every wrong variable at once', () => {
    assert.throws(() => readSettings({ TLS_PORT: 'x', STORE: 'y' }), {
      message:
        'Bad settings in the environment: STORE must be sqlite:<path> or firestore; TLS_PORT must be a whole number',
    });
  });

  for (const secret of [{ CLOSTE_CLIENT_API_KEY: 'hush' }, { MULTISITE_API_SECRET: 'key:hush' }]) {
    it(`never show ${Object.keys(secret)[0]}`, () => {
      assert.throws(
        () => readSettings({ K_SERVICE: 'a', ...secret, TLS_PORT: 'x' }),
        (error) => error instanceof SettingsError && !error.message.includes('hush'),
      );
    });
  }
});
