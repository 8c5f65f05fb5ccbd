import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { type TlsServer, tlsServer } from '../../infra/local/sandbox/tls-server.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import { sweepPartMessage } from '../../shared/events/sweep-part.ts';
import { dividedShards } from '../../shared/lifecycle/shard.ts';
import { COLLECTIONS, toDocument } from '../../shared/store/firestore-document.ts';
import { describeOn } from '../support/emulators.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Instances, startInstances } from '../support/instances.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { aRecord, certificate } from '../support/records.ts';

const TOPIC = 'closte-domain-sweep';
/** More domains than one sweep can finish. */
const DOMAINS = 1200;
/**
 * So slow that the sweep has finished hardly any look when it measures its speed, and asks for all instances.
 */
const LOOK_MS = 3500;
/** Enough that one instance has not finished before it is killed. */
const FEW = 400;
const OTHERS = 3;
const BATCH = 400;
const LEASE_MS = 60_000;

describeOn(
  ['firestore', 'pubsub'],
  'Four instances on the emulators of Pub/Sub and Firestore',
  () => {
    const projectId = `demo-${randomUUID()}`;
    const names = Array.from({ length: DOMAINS }, (_, n) =>
      parseDomainName(`shop-${n}.example.com`),
    );
    let outside: Outside;
    let web: TlsServer;
    let firestore: Firestore;
    let pubsub: PubSub;
    let verify: FunctionProcess;
    let others: Instances;

    before(async () => {
      outside = await startOutside();
      const wildcard = await outside.authority.issue({ names: ['*.example.com'] });
      web = await tlsServer({
        async certificateFor() {
          await sleep(LOOK_MS);
          return wildcard;
        },
      });
      const { FIRESTORE_EMULATOR_HOST = '', PUBSUB_EMULATOR_HOST = '' } = process.env;
      const environment = {
        ...outside.environment,
        TLS_PORT: String(web.port),
        STORE: 'firestore',
        GOOGLE_CLOUD_PROJECT: projectId,
        FIRESTORE_EMULATOR_HOST,
        PUBSUB_EMULATOR_HOST,
        METADATA_SERVER_DETECTION: 'none',
      };
      [verify, others] = await Promise.all([
        startFunction('verifyDomains', environment),
        startInstances(OTHERS, 'sweepDomains', environment),
      ]);
      firestore = new Firestore({ projectId });
      pubsub = new PubSub({ projectId });
      const [topic] = await pubsub.createTopic(TOPIC);
      // Two subscriptions each deliver every message. So each part arrives twice, which must do no harm.
      for (const name of ['parts', 'the-same-parts']) {
        await topic.createSubscription(name, {
          pushEndpoint: `${others.url}/projects/${projectId}/topics/${TOPIC}`,
          ackDeadlineSeconds: 600,
        });
      }
    });
    after(async () => {
      await verify?.close();
      await others?.[Symbol.asyncDispose]();
      await pubsub?.close();
      await firestore?.terminate();
      await web?.close();
      await outside?.close();
    });

    /** Makes the first `count` domains due for their daily look. */
    async function makeDue(count: number): Promise<void> {
      for (let from = 0; from < count; from += BATCH) {
        const batch = firestore.batch();
        for (const domain of names.slice(from, Math.min(from + BATCH, count))) {
          const live = { stage: 'done', reportedStage: 'done', certificate } as const;
          const record = aRecord({ domain, ...live, nextCheckAt: Date.now() - 1000 });
          batch.set(
            firestore.doc(`${COLLECTIONS.domains}/${domain}`),
            toDocument(record, undefined),
          );
        }
        await batch.commit();
      }
    }

    async function sweepOnce(): Promise<void> {
      const response = await fetch(verify.url, { method: 'POST' });
      assert.equal(response.status, 200, await response.text());
    }

    /** Waits until no instance is handling a request. */
    async function untilIdle(): Promise<void> {
      while (others.busy().length > 0) await sleep(100);
    }

    async function untilNoneIsDue(): Promise<void> {
      for (;;) {
        await sweepOnce();
        await untilIdle();
        const due = firestore.collection(COLLECTIONS.domains).where('dueAt', '<=', Date.now());
        if ((await due.count().get()).data().count === 0) return;
      }
    }

    const allLines = () => [verify, ...others.all].flatMap((one) => one.log());

    /** The domains that were looked at more than once, not counting looks that revealed nothing. */
    function looksTooMany(): string[] {
      const looks = new Map<string, number>();
      const add = (name: string, count: number) => looks.set(name, (looks.get(name) ?? 0) + count);
      for (const name of web.handshakes) add(name, 1);
      // On a very busy machine, a look may run out of time.
      for (const line of allLines()) {
        if (line.outcome === 'unknown') add(String(line.domain), -1);
      }
      return [...looks].flatMap(([name, count]) =>
        Array.from({ length: Math.max(0, count - 1) }, () => name),
      );
    }

    /** How many looks were interrupted: a claim that a slow store grants late may be for such a domain. */
    function looksInterrupted(): number {
      return allLines().reduce((sum, { claimed, advanced, failed }) => {
        const isEnd = claimed !== undefined;
        return isEnd ? sum + Number(claimed) - Number(advanced) - Number(failed) : sum;
      }, 0);
    }

    /** The domains that have been looked at since `time`. */
    async function lookedAtSince(time: number): Promise<Set<string>> {
      const { docs } = await firestore
        .collection(COLLECTIONS.domains)
        .where('liveCheckedAt', '>=', time)
        .select()
        .get();
      return new Set(docs.map(({ id }) => id));
    }

    it(`share ${DOMAINS} due domains: none is looked at twice, and none is left out`, async () => {
      await makeDue(DOMAINS);
      const startedAt = Date.now();
      await sweepOnce();
      await untilIdle();
      const tooMany = looksTooMany();
      assert.ok(tooMany.length <= looksInterrupted(), tooMany.join(' '));
      const handedOver = verify.log().find(({ message }) => message === 'handed over');
      assert.equal(handedOver?.handedOver, OTHERS);
      for (const one of others.all) {
        assert.ok(
          one.log().some(({ message }) => message === 'swept a part'),
          one.output(),
        );
      }
      // Looks that the end of the minute interrupts are left to the next sweep.
      await untilNoneIsDue();
      assert.equal((await lookedAtSince(startedAt)).size, DOMAINS);
    });

    it('lose a minute, but no domain, when one of them is killed', async function () {
      this.timeout(5 * 60_000);
      // So that only one instance has the part.
      await pubsub.subscription('the-same-parts').delete();
      await untilNoneIsDue();
      await makeDue(FEW);
      const startedAt = Date.now();
      const [shards = []] = dividedShards(1);
      const part = sweepPartMessage({ shards, until: startedAt + 58_000 });
      await pubsub.topic(TOPIC).publishMessage({ json: part });
      const claimed = firestore.collection(COLLECTIONS.domains).where('claimedUntil', '>', 0);
      while (others.busy().length !== 1 || (await claimed.get()).empty) await sleep(50);
      const [victim] = others.busy();
      assert.ok(victim);
      others.kill(victim);
      await untilIdle();

      const looked = await lookedAtSince(startedAt);
      const { docs } = await claimed.get();
      const left = docs.map(({ id }) => id);
      assert.ok(left.length > 0, 'it had claimed no domain');
      assert.ok(left.every((domain) => !looked.has(domain)));
      for (const document of docs) {
        assert.ok(Number(document.get('claimedUntil')) <= Date.now() + LEASE_MS);
        // The minute that they wait for.
        await document.ref.update({ claimedUntil: Date.now() - 1, dueAt: Date.now() - 1 });
      }
      await untilNoneIsDue();
      assert.equal((await lookedAtSince(startedAt)).size, FEW);
    });
  },
);
