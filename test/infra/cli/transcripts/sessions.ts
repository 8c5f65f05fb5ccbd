import { parseDomainName } from '../../../../shared/domain-name.ts';
import { openRejectedMessages } from '../../../../shared/store/rejected-messages.ts';
import { sqliteStore } from '../../../../shared/store/sqlite.ts';
import { multisiteApi } from '../../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../../support/outside.ts';
import { aRecord, certificate, DAY, dnsWrong, HOUR, T0 } from '../../../support/records.ts';
import { type SchedulerServer, schedulerServer } from '../../../support/scheduler-server.ts';
import { storeIn, type Workplace } from '../cli.ts';
import { type System, startSystem } from '../system.ts';

/** Calls of one command that follow each other: its help, and good and bad ones. */
export interface Session {
  readonly command: string;
  /** Prepares the folder; returns the environment of the calls. */
  readonly prepare?: (place: Workplace) => Promise<Readonly<Record<string, string>>>;
  /** The command line as in a shell, without the name of the tool. */
  readonly calls: readonly string[];
}

/** The surroundings of the sessions. */
export interface World extends AsyncDisposable {
  readonly sessions: readonly Session[];
}

const JOB = 'projects/shop-prod/locations/europe-west1/jobs/closte-verify-domains';

export async function startWorld(): Promise<World> {
  const [outside, system, scheduler, multisite] = await Promise.all([
    startOutside(),
    startSystem(),
    schedulerServer(JOB),
    multisiteApi(),
  ]);
  multisite.add('shop.example.com', { blog_id: 12 });
  multisite.add('new.example.com', { blog_id: 13 });
  return {
    sessions: sessionsIn(outside, system, scheduler, {
      MULTISITE_API_URL: multisite.url,
      MULTISITE_API_SECRET: 'key:secret',
    }),
    async [Symbol.asyncDispose]() {
      await outside.close();
      await Promise.all([system, scheduler, multisite].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

function sessionsIn(
  outside: Outside,
  system: System,
  scheduler: SchedulerServer,
  multisite: Readonly<Record<string, string>>,
): Session[] {
  const { origin } = system;
  const { STORE: _, NETWORK_ADDRESSES: __, ...settings } = outside.environment;
  const toOutside = async (place: Workplace) => {
    await fewDomains(place);
    return settings;
  };
  const withDomains = async (place: Workplace) => {
    await fewDomains(place);
    return {};
  };
  const toScheduler = async () => ({
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER: scheduler.endpoint,
  });
  return [
    {
      command: 'publish',
      calls: [
        `publish created shop.example.com --site 12 --to ${origin}`,
        `publish creatd shop.example.com --to ${origin}`,
      ],
    },
    {
      command: 'list',
      prepare: withDomains,
      calls: ['list', 'list --filter problem=dns-wrong-address', 'list --stage faild'],
    },
    {
      command: 'show',
      prepare: withDomains,
      calls: ['show shop.example.com', 'show nothing.example.com'],
    },
    {
      command: 'check',
      prepare: toOutside,
      calls: [
        'check shop.example.com --network-address 127.0.0.1',
        'check elsewhere.example.com --network-address 127.0.0.1',
        'check shop..com',
      ],
    },
    {
      command: 'watch',
      prepare: withDomains,
      calls: ['watch blog.example.com', 'watch --timeout 0', 'watch --timeout soon'],
    },
    {
      command: 'retry',
      prepare: withDomains,
      calls: ['retry --stage failed', 'retry nothing.example.com', 'retry'],
    },
    {
      command: 'remove',
      prepare: withDomains,
      calls: ['remove blog.example.com --yes', 'remove nothing.example.com --yes'],
    },
    {
      command: 'test-connection',
      prepare: toOutside,
      calls: [`test-connection --store ./none.db`, 'test-connection now'],
    },
    {
      command: 'reconcile',
      prepare: async (place) => {
        await fewDomains(place);
        return multisite;
      },
      calls: ['reconcile --dry-run', 'reconcile --drun'],
    },
    {
      command: 'let-go',
      prepare: withDomains,
      calls: ['let-go --hours 2 --yes', 'let-go --hours all'],
    },
    {
      command: 'network',
      prepare: withDomains,
      calls: ['network take-over 2', 'network take'],
    },
    {
      command: 'schedule',
      prepare: toScheduler,
      calls: [`schedule show --job ${JOB}`, 'schedule show', `schedule shw --job ${JOB}`],
    },
    {
      command: 'rejected',
      prepare: withRejected,
      calls: [
        'rejected',
        'rejected show 0f3c',
        `rejected publish 0f3c --to ${origin}`,
        `rejected publish 0f3c --domain shop.example.com --to ${origin}`,
        'rejected show 0f3c',
      ],
    },
    {
      command: 'doctor',
      prepare: toOutside,
      calls: ['doctor', 'doctor now'],
    },
    {
      command: 'settings',
      prepare: withDomains,
      calls: ['settings DNS_SERVERS TLS_PORT', 'settings DNS_SERVER'],
    },
    {
      command: 'use',
      prepare: withDomains,
      calls: ['use --project shop-prod', 'list --json', 'use --nothing', 'use --project Shop'],
    },
    { command: 'completion', calls: ['completion fish', 'completion powershell'] },
  ];
}

const problems = { closte: [], dns: dnsWrong.problems, certificate: [] };

/** One that has failed, one that is live, one that is unmapped. */
async function fewDomains({ folder }: Workplace): Promise<void> {
  const nextCheckAt = Date.now() + 5 * HOUR + HOUR / 2;
  const { path } = await storeIn(folder, [
    aRecord({ stage: 'failed', dnsTries: 6, problems, nextCheckAt, lastCheckedAt: T0 }),
    aRecord({
      domain: parseDomainName('blog.example.com'),
      stage: 'done',
      nextCheckAt,
      certificate,
      lastCheckedAt: T0,
    }),
    aRecord({
      domain: parseDomainName('gone.example.com'),
      alias: { state: 'removed', forgetAt: Date.now() + 30 * DAY },
    }),
  ]);
  const store = await sqliteStore(path);
  await store.changeStatistics((known) => ({ ...known, sweptAt: Date.now() - HOUR }));
  await store.close();
}

async function withRejected({ folder }: Workplace): Promise<Record<string, string>> {
  const { path } = await storeIn(folder, []);
  const kept = await openRejectedMessages(path);
  const data = JSON.stringify({
    version: 1,
    id: '1',
    type: 'domain.created',
    occurredAt: new Date(T0).toISOString(),
    domain: 'https://shop.example.com',
    siteId: 12,
  });
  const reason = 'domain: "https://shop.example.com" cannot be mapped: it is a URL';
  await kept.keep({
    id: '0f3c',
    json: JSON.stringify({ at: new Date(T0).toISOString(), reason, data }),
  });
  kept.close();
  return {};
}
