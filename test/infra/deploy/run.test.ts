import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCloud } from '../../../infra/cli/doctor/cloud.ts';
import { examineCloud } from '../../../infra/cli/doctor/examine-cloud.ts';
import { googleApi } from '../../../infra/cli/doctor/google-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { DEPLOYMENT_FAULTS, firedLately } from './doctor-faults.ts';
import { contentOf, type GoogleCloud, googleCloud } from './google-cloud.ts';
import {
  confinedGcloud,
  deploy,
  dryRun,
  type Finished,
  folder,
  NEEDED,
  teardown,
  WHERE,
} from './scripts.ts';
import { describeWith } from './tools.ts';

const PROJECT = 'projects/demo-project';
const REGION = `${PROJECT}/locations/europe-west1`;
const SECRET = `${PROJECT}/secrets/closte-api-key`;

/** Runs the real gcloud against a Google Cloud of loopback servers. */
describeWith(['gcloud'], 'a deployment', () => {
  const here = folder();
  let outside: Outside;
  let cloud: GoogleCloud;
  let first: Finished;
  let second: Finished;
  let removal: Finished;
  let afterFirst: ReturnType<typeof contentOf>;
  let removed: GoogleCloud;

  before(async () => {
    outside = await startOutside();
    // A new project, in which every change takes time to propagate.
    cloud = await googleCloud('demo-project', { settlesAfter: 4 });
    const flags = [
      ...NEEDED,
      `--env=CLOSTE_API_URL=${outside.environment.CLOSTE_API_URL}`,
      `--publisher-key-file=${join(here.path, 'publisher.json')}`,
      '--alert-email=ops@example.com',
      '--multisite-api-url=https://network.example.com/wp-json',
    ];
    const credentials = join(here.path, 'multisite');
    writeFileSync(credentials, 'key:secret\n');
    const key = `${outside.environment.CLOSTE_CLIENT_API_KEY}\n`;
    const given = ['--api-key-file=-', `--multisite-api-file=${credentials}`];
    first = await deploy([...flags, ...given], { ...(await on(cloud)), input: key });
    afterFirst = contentOf(cloud);
    removed = await cloud.copy();
    [second, removal] = await Promise.all([
      deploy(flags, await on(cloud)),
      teardown([...WHERE, '--delete-data', '--yes'], await on(removed)),
    ]);
  });
  after(async () => {
    await outside?.close();
    await Promise.all([cloud, removed, here].map((one) => one?.[Symbol.asyncDispose]()));
  });

  const on = async ({ endpoints }: GoogleCloud) => ({
    environment: await confinedGcloud(mkdtempSync(join(here.path, 'gcloud-')), endpoints),
  });
  /** The roles of Google's own agents, which others in the project may rely on. */
  const agentsGrants = () =>
    cloud
      .grants()
      .filter((grant) => grant.includes(':service-') && grant.endsWith(` on ${PROJECT}`));
  const named = (part: string) => [...cloud.resources.keys()].filter((name) => name.includes(part));

  it('succeeds', () => {
    assert.equal(first.code, 0, first.stderr);
  });

  it('gives the agents of Google their roles', () => {
    assert.deepEqual(
      agentsGrants(),
      ['cloudscheduler', 'eventarc', 'pubsub'].map(
        (service) =>
          `serviceAccount:service-123456@gcp-sa-${service}.iam.gserviceaccount.com roles/${service}.serviceAgent on ${PROJECT}`,
      ),
    );
  });

  it('waits for changes that have not propagated yet, and names them', () => {
    for (const what of [
      'an account that was created',
      'the API that was enabled',
      'the roles of the account that builds',
    ]) {
      assert.ok(first.stderr.includes(`Waiting for ${what}: trying again in 0 s`), what);
    }
  });

  it('sees an event arrive', () => {
    assert.match(first.stderr, /The event deployment-\S+ has arrived at domainEvents/);
  });

  it('creates the resources that the dry run names, and nothing else', async () => {
    const commands = await dryRun(['--alert-email=ops@example.com']);
    const said = commands.filter(
      (one) => / (create|deploy) /.test(one) && !one.includes(' identity '),
    );
    // Versions and fields belong to what is created; Eventarc has created the rest.
    const parts =
      /\/(versions|fields|repositories)\/|\/triggers\/|\/subscriptions\/eventarc-|^upload/;
    const created = [...cloud.resources.keys()].filter((name) => !parts.test(name));
    assert.equal(created.length, said.length);
    for (const command of said) {
      const [, name = ''] = / (?:create|deploy) (?:http )?([\w-]+)/.exec(command) ?? [];
      if (name.startsWith('--')) continue;
      assert.ok(
        created.some((one) => one.includes(`/${name}`)),
        command,
      );
    }
  });

  it('creates the topics, and subscriptions for the messages that people look at', () => {
    assert.deepEqual(named('/topics/'), [
      `${PROJECT}/topics/closte-domain-events`,
      `${PROJECT}/topics/closte-domain-status`,
      `${PROJECT}/topics/closte-domain-rejected`,
      `${PROJECT}/topics/closte-domain-dead-letter`,
      `${PROJECT}/topics/closte-domain-sweep`,
    ]);
    for (const kept of ['closte-domain-rejected', 'closte-domain-dead-letter']) {
      const subscription = cloud.resources.get(`${PROJECT}/subscriptions/${kept}`);
      assert.equal(subscription?.topic, `${PROJECT}/topics/${kept}`);
      assert.equal(subscription?.messageRetentionDuration, `${7 * 24 * 3600}s`);
      const topic = cloud.resources.get(`${PROJECT}/topics/${kept}`);
      assert.equal(topic?.messageRetentionDuration, `${31 * 24 * 3600}s`);
    }
  });

  it('creates a Firestore database that deletes expired documents', () => {
    const database = `${PROJECT}/databases/(default)`;
    assert.equal(cloud.resources.get(database)?.type, 'FIRESTORE_NATIVE');
    assert.equal(cloud.resources.get(database)?.locationId, 'europe-west1');
    assert.deepEqual(
      named('/fields/expireAt').map((name) => name.replace(`${database}/collectionGroups/`, '')),
      ['domains/fields/expireAt', 'siteDeletions/fields/expireAt'],
    );
  });

  it('protects the database, and backs it up', () => {
    const database = `${PROJECT}/databases/(default)`;
    const { deleteProtectionState, pointInTimeRecoveryEnablement } =
      cloud.resources.get(database) ?? {};
    assert.equal(deleteProtectionState, 'DELETE_PROTECTION_ENABLED');
    assert.equal(pointInTimeRecoveryEnablement, 'POINT_IN_TIME_RECOVERY_ENABLED');
    const [schedule = '', ...more] = named('/backupSchedules/');
    assert.deepEqual(more, []);
    const { dailyRecurrence, retention } = cloud.resources.get(schedule) ?? {};
    assert.deepEqual([dailyRecurrence, retention], [{}, `${7 * 24 * 3600}s`]);
  });

  it('keeps Firestore from indexing fields that no query uses', () => {
    const unindexed = [...cloud.resources].filter(([, field]) => 'indexConfig' in field);
    assert.deepEqual(
      unindexed.map(([name]) => name.replace(/^.*\/fields\//, '')),
      ['record', 'claimToken', 'domain'],
    );
  });

  it('deletes images that are no longer needed', () => {
    const { cleanupPolicies } = cloud.resources.get(`${REGION}/repositories/gcf-artifacts`) ?? {};
    assert.deepEqual(Object.keys(cleanupPolicies ?? {}).sort(), [
      'closte-delete-old',
      'closte-keep-latest',
    ]);
  });

  it('labels everything that takes labels', () => {
    const takers =
      /\/(functions|topics|subscriptions\/closte|secrets|dashboards|alertPolicies|notificationChannels)[^/]*\/?[^/]*$/;
    for (const [name, { labels, userLabels }] of cloud.resources) {
      if (!takers.test(name)) continue;
      const has = new Map(Object.entries(userLabels ?? labels ?? {}));
      assert.equal(has.get('app'), 'closte-domain-sync', name);
    }
  });

  it('stores the API key unchanged, without the line break', () => {
    const [version = '', ...more] = named(`${SECRET}/versions/`);
    assert.deepEqual(more, []);
    const { payload } = cloud.resources.get(version) ?? {};
    const key = Buffer.from(outside.environment.CLOSTE_CLIENT_API_KEY ?? '').toString('base64');
    assert.ok(JSON.stringify(payload).includes(`"data":"${key}"`));
  });

  it("keeps the multisite's API key and secret, too", () => {
    const [version = '', ...more] = named('/secrets/closte-multisite-api/versions/');
    assert.deepEqual(more, []);
    const { payload } = cloud.resources.get(version) ?? {};
    assert.ok(JSON.stringify(payload).includes(`"data":"${btoa('key:secret')}"`));
  });

  it('makes Cloud Scheduler reconcile once a day', () => {
    const job = cloud.resources.get(`${REGION}/jobs/closte-reconcile-domains`) ?? {};
    assert.deepEqual([job.schedule, job.attemptDeadline], ['17 3 * * *', '530s']);
  });

  it('makes Cloud Scheduler continue an unfinished reconciliation every ten minutes', () => {
    const { httpTarget, ...job } =
      cloud.resources.get(`${REGION}/jobs/closte-go-on-reconciling`) ?? {};
    assert.deepEqual([job.schedule, job.attemptDeadline], ['8-59/10 * * * *', '530s']);
    assert.ok(JSON.stringify(httpTarget).includes(`"body":"${btoa('{"goOn":true}')}"`));
  });

  it('makes Eventarc retry for most of a day, and then keep undelivered events', () => {
    const [subscription = ''] = named('/subscriptions/eventarc-domainevents-');
    const { name: _, topic: __, ...delivery } = cloud.resources.get(subscription) ?? {};
    assert.deepEqual(delivery, {
      ackDeadlineSeconds: 600,
      deadLetterPolicy: {
        deadLetterTopic: `${PROJECT}/topics/closte-domain-dead-letter`,
        maxDeliveryAttempts: 100,
      },
      retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
      messageRetentionDuration: `${7 * 24 * 3600}s`,
      expirationPolicy: {},
    });
    const events = JSON.stringify(cloud.resources.get(`${REGION}/functions/domainEvents`));
    assert.ok(events.includes('"retryPolicy":"RETRY_POLICY_RETRY"'));
  });

  it('delivers a part of a sweep once while it is under way, and keeps it no longer than a part can take', () => {
    const [subscription = ''] = named('/subscriptions/eventarc-sweepdomains-');
    const { topic, ackDeadlineSeconds, messageRetentionDuration, deadLetterPolicy } =
      cloud.resources.get(subscription) ?? {};
    assert.equal(topic, `${PROJECT}/topics/closte-domain-sweep`);
    assert.deepEqual([ackDeadlineSeconds, messageRetentionDuration], [600, '600s']);
    assert.equal(deadLetterPolicy, undefined);
  });

  it('makes Firestore index due domains by shard', () => {
    const indexes = named('/collectionGroups/domains/indexes/').map((name) =>
      JSON.stringify(cloud.resources.get(name)?.fields),
    );
    assert.equal(indexes.length, 2);
    for (const field of ['dueAt', 'firstDueAt']) {
      const expected = [
        { fieldPath: 'shard', order: 'ASCENDING' },
        { fieldPath: field, order: 'ASCENDING' },
      ];
      assert.ok(indexes.includes(JSON.stringify(expected)), indexes.join(' '));
    }
  });

  it('makes Cloud Scheduler call the sweep, as an authorized account, at its own address', () => {
    const { httpTarget, ...job } =
      cloud.resources.get(`${REGION}/jobs/closte-verify-domains`) ?? {};
    assert.equal(job.schedule, '* * * * *');
    assert.equal(job.attemptDeadline, '90s');
    assert.deepEqual(httpTarget, {
      httpMethod: 'POST',
      uri: 'https://verifydomains-abc123-uc.a.run.app/',
      oidcToken: {
        serviceAccountEmail: 'closte-scheduler-invoker@demo-project.iam.gserviceaccount.com',
        audience: 'https://verifydomains-abc123-uc.a.run.app',
      },
    });
  });

  it('creates a key for the publisher, which nobody else can read', () => {
    const file = join(here.path, 'publisher.json');
    assert.equal(readFileSync(file, 'utf8'), 'a key');
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('ends with the test of the connection, and with the settings for WordPress', () => {
    assert.match(first.stderr, /accepts the API key/);
    assert.match(first.stdout, /^define\( 'CLOSTE_SYNC_PROJECT', 'demo-project' \);$/m);
    assert.match(first.stdout, /^define\( 'CLOSTE_SYNC_TOPIC', 'closte-domain-events' \);$/m);
    assert.match(first.stdout, /^define\( 'CLOSTE_SYNC_CREDENTIALS', '\/.*' \);$/m);
  });

  it('never shows the API key', () => {
    const key = outside.environment.CLOSTE_CLIENT_API_KEY ?? '';
    assert.ok(key.length > 0 && !`${first.stdout}${first.stderr}`.includes(key));
  });

  it('changes nothing when it is run again', () => {
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(contentOf(cloud), afterFirst);
  });

  describe('examined by closte-domains doctor', () => {
    const notWell = async ({ endpoints }: GoogleCloud) => {
      const found = await findCloud(googleApi(endpoints), 'demo-project');
      assert.ok('api' in found, JSON.stringify(found));
      const findings = await examineCloud(found, Date.now());
      return findings.filter(({ state }) => state !== 'well');
    };

    it('is well', async () => {
      await using examined = await cloud.copy();
      firedLately(examined);
      assert.deepEqual(await notWell(examined), []);
    });

    for (const { what, happen, part, mend } of DEPLOYMENT_FAULTS) {
      it(`shows ${what}, and nothing else`, async () => {
        await using examined = await cloud.copy();
        firedLately(examined);
        await happen(examined);
        const found = await notWell(examined);
        assert.deepEqual(
          found.map((finding) => finding.part),
          [part],
        );
        assert.match(found[0]?.mend ?? '', mend);
      });
    }

    it('is not found in another project', async () => {
      const found = await findCloud(googleApi(cloud.endpoints), 'other-project');
      assert.ok('finding' in found);
      assert.match(found.finding.mend ?? '', /^Deploy: /);
    });
  });

  it('is removed completely', () => {
    assert.equal(removal.code, 0, removal.stderr);
    const left = [...removed.resources.keys()].filter((name) => !/^upload|\/fields\//.test(name));
    // The database itself with its backups, the images, and what Eventarc would have removed together with the function.
    const expected = [
      `${PROJECT}/databases/(default)`,
      ...named('/backupSchedules/'),
      `${REGION}/repositories/gcf-artifacts`,
      `${REGION}/triggers/domainevents-000001`,
      `${REGION}/triggers/sweepdomains-000001`,
      ...named('/subscriptions/eventarc-'),
    ];
    assert.deepEqual(left.toSorted(), expected.toSorted());
    assert.deepEqual(
      removed.grants().filter((grant) => grant.endsWith(` on ${PROJECT}`)),
      agentsGrants(),
    );
  });
});
