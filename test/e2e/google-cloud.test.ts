import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Message, PubSub, type Subscription } from '@google-cloud/pubsub';
import { share } from '../support/effort.ts';
import { describeOn } from '../support/emulators.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const run = promisify(execFile);

const PROJECT = 'closte-e2e';
const EVENTS = 'closte-domain-events';
const STATUS = 'closte-domain-status';
const REJECTED = 'closte-domain-rejected';
const DOMAINS = Array.from({ length: share(200) }, (_, n) => `shop-${n}.example.com`);
/** Published with gcloud, which takes a second each; the others are published with the client library. */
const BY_GCLOUD = 4;
/** Gives up a wait for something that will not happen. */
const PATIENCE_MS = 300_000;

describeOn(
  ['firestore', 'pubsub'],
  'the whole system on the emulators of Pub/Sub and Firestore',
  () => {
    let outside: Outside;
    let events: FunctionProcess;
    let verify: FunctionProcess;
    let pubsub: PubSub;
    let config: string;
    const subscriptions: Subscription[] = [];
    const statuses: Record<string, unknown>[] = [];
    const rejections: Record<string, unknown>[] = [];

    before(async () => {
      outside = await startOutside();
      config = await mkdtemp(join(tmpdir(), 'closte-gcloud-'));
      const { FIRESTORE_EMULATOR_HOST = '', PUBSUB_EMULATOR_HOST = '' } = process.env;
      const environment = {
        ...outside.environment,
        STORE: 'firestore',
        GOOGLE_CLOUD_PROJECT: PROJECT,
        FIRESTORE_EMULATOR_HOST,
        PUBSUB_EMULATOR_HOST,
        METADATA_SERVER_DETECTION: 'none',
      };
      [events, verify] = await Promise.all([
        startFunction('domainEvents', environment),
        startFunction('verifyDomains', environment),
      ]);
      pubsub = new PubSub({ projectId: PROJECT });
      for (const topic of [EVENTS, STATUS, REJECTED]) await gcloud('topics', 'create', topic);
      await gcloud(
        ...['subscriptions', 'create', 'events', `--topic=${EVENTS}`, '--ack-deadline=60'],
        `--push-endpoint=${events.url}/projects/${PROJECT}/topics/${EVENTS}`,
      );
      await collect(STATUS, statuses);
      await collect(REJECTED, rejections);
    });
    after(async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
      await pubsub?.close();
      await Promise.all([events?.close(), verify?.close()]);
      await outside?.close();
      await rm(config, { recursive: true, force: true });
    });

    async function gcloud(...args: string[]): Promise<void> {
      const { PATH = '', HOME = '', PUBSUB_EMULATOR_HOST } = process.env;
      await run('gcloud', ['pubsub', ...args, `--project=${PROJECT}`, '--quiet'], {
        env: {
          PATH,
          HOME,
          CLOUDSDK_CONFIG: config,
          CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `http://${PUBSUB_EMULATOR_HOST}/`,
          CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
          CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
          CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
        },
      });
    }

    async function collect(topic: string, into: Record<string, unknown>[]): Promise<void> {
      const [subscription] = await pubsub.topic(topic).createSubscription(`${topic}-test`);
      subscriptions.push(subscription);
      subscription.on('message', (message: Message) => {
        into.push(JSON.parse(message.data.toString()));
        message.ack();
      });
    }

    async function until(what: string, holds: () => boolean): Promise<void> {
      for (let waitedMs = 0; !holds(); waitedMs += 200) {
        assert.ok(waitedMs < PATIENCE_MS, `${what}: not within ${PATIENCE_MS / 60_000} minutes`);
        await sleep(200);
      }
    }

    const told = (domain: string) =>
      statuses.filter((status) => status.domain === domain).map(({ stage }) => stage);

    it(`takes ${DOMAINS.length} domains from published events to done, and reports each stage`, async () => {
      // A quarter of them get their certificates later, and are therefore left to the sweep.
      const late = DOMAINS.filter((_, n) => n % 4 === 3);
      for (const domain of late) outside.certificates.set(domain, undefined);

      const messages = DOMAINS.map((domain) => aMessage('domain.created', { domain }));
      for (const message of messages.slice(0, BY_GCLOUD)) {
        await gcloud(
          ...['topics', 'publish', EVENTS, `--message=${JSON.stringify(message)}`],
          `--attribute=type=${message.type}`,
        );
      }
      const topic = pubsub.topic(EVENTS);
      await Promise.all(
        messages
          .slice(BY_GCLOUD)
          .map((json) => topic.publishMessage({ json, attributes: { type: json.type } })),
      );
      await until('every event is heard', () => DOMAINS.every((d) => told(d).length > 0));

      for (const domain of late) outside.certificates.delete(domain);
      for (const domain of late) {
        const body = JSON.stringify({ domain });
        const response = await fetch(verify.url, { method: 'POST', body });
        assert.equal(response.status, 200);
      }
      await until('every domain is told done', () =>
        DOMAINS.every((d) => told(d).includes('done')),
      );
      for (const domain of DOMAINS) {
        assert.equal(outside.calls(domain)['/adddomainalias'], 1, domain);
      }
      assert.equal(outside.closte.aliases().length, DOMAINS.length);
    });

    it('sweeps only domains that are due', async () => {
      const response = await fetch(verify.url, { method: 'POST' });
      const { claimed, failed } = JSON.parse(await response.text());
      assert.deepEqual([claimed, failed], [0, 0]);
    });

    it('publishes a message that can never be valid to the topic of rejected messages', async () => {
      await pubsub.topic(EVENTS).publishMessage({ data: Buffer.from('{"version":2}') });
      await until('it is rejected', () => rejections.length > 0);
      assert.match(String(rejections[0]?.reason), /version: must be 1/);
    });

    it('removes an alias when its domain is deleted', async () => {
      const json = aMessage('domain.deleted', { domain: DOMAINS[0] });
      await pubsub.topic(EVENTS).publishMessage({ json, attributes: { type: json.type } });
      const isGone = () => outside.closte.aliases().every(({ domain }) => domain !== DOMAINS[0]);
      await until('it is gone', isGone);
    });
  },
);
