import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { PubSub, type Topic } from '@google-cloud/pubsub';
import { sweepPartMessage } from '../../../shared/events/sweep-part.ts';
import { dividedShards } from '../../../shared/lifecycle/shard.ts';
import { COLLECTIONS } from '../../../shared/store/firestore-document.ts';
import type { FunctionProcess } from '../../support/function-process.ts';
import { busyMs, cpuMsOf } from '../cpu.ts';
import { storeDocuments } from '../documents.ts';
import { looksText, percent, rateOf, times } from '../figures.ts';
import { type Sample, shopNames } from '../peers/sample.ts';
import type { Bench, Line, Row } from '../row.ts';
import { OVERSEAS_MS } from '../world/world.ts';

/**
 * Instances that share a sweep on the emulators of Firestore and Pub/Sub. DNS and web servers are so far away
 * that an instance mostly waits; otherwise the emulators would saturate this machine first.
 */

/** With more documents, Firestore's emulator needs more CPU for each look, and saturates the machine. */
const DOMAINS = { 1: 400, 2: 800, 4: 1600 } as const;
const WARM_UP = 64;
const SWEEP_MS = 58_000;
/** A part that has not ended by then counts as lost. */
const MOST_MS = 90_000;
const PROJECT = 'demo-bench-instances';

export const instancesRow: Row = {
  name: 'instances',
  async measure(bench) {
    const running = await bench.emulators();
    if (!running) return [];
    const environment = {
      ...bench.world.environment(bench.world.overseas),
      STORE: 'firestore',
      GOOGLE_CLOUD_PROJECT: PROJECT,
      FIRESTORE_EMULATOR_HOST: running.firestore.host,
      PUBSUB_EMULATOR_HOST: running.pubsub.host,
    };
    const one = await shared(bench, environment, 1);
    return [
      lineOf(2, one, await shared(bench, environment, 2)),
      lineOf(4, one, await shared(bench, environment, 4)),
    ];
  },
};

interface Shared extends Sample {
  /** The CPU time of the whole machine, in milliseconds: emulators, servers, and whatever else runs. */
  readonly allCpuMs: number;
  /** Connections to the web servers. */
  readonly connections: number;
}

/** `sweepDomains`, as it is deployed: each instance is sent one part by Pub/Sub. */
async function shared(
  { world, deployed }: Bench,
  environment: Readonly<Record<string, string>>,
  count: keyof typeof DOMAINS,
): Promise<Shared> {
  const instances = await Promise.all(
    Array.from({ length: count }, () => deployed.start('sweepDomains', environment)),
  );
  const firestore = new Firestore({ projectId: PROJECT });
  const pubsub = new PubSub({ projectId: PROJECT });
  try {
    const topics = await Promise.all(instances.map((one) => topicTo(one, pubsub)));
    const sendParts = async () => {
      const parts = dividedShards(count);
      const until = Date.now() + SWEEP_MS;
      await Promise.all(
        topics.map((topic, index) =>
          topic.publishMessage({ json: sweepPartMessage({ shards: parts[index] ?? [], until }) }),
        ),
      );
    };
    const cpuOf = () => instances.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0);
    const sweepTogether = async (domains: number) => {
      await storeDocuments(PROJECT, shopNames(domains));
      const connectionsBefore = await world.connections();
      const due = firestore.collection(COLLECTIONS.domains).where('dueAt', '<=', Date.now());
      const sample = { domains, ms: 0, cpuMs: 0, allCpuMs: 0, connections: 0 };
      while ((await due.count().get()).data().count > 0) {
        const before = { ms: performance.now(), cpuMs: cpuOf(), allCpuMs: busyMs() };
        const ended = untilPartsEnd(instances);
        await sendParts();
        await ended;
        sample.ms += performance.now() - before.ms;
        sample.cpuMs += cpuOf() - before.cpuMs;
        sample.allCpuMs += busyMs() - before.allCpuMs;
      }
      sample.connections = (await world.connections()) - connectionsBefore;
      return sample;
    };
    await sweepTogether(WARM_UP * count);
    return await sweepTogether(DOMAINS[count]);
  } finally {
    await Promise.all([
      ...instances.map((instance) => instance.close()),
      pubsub.close(),
      firestore.terminate(),
    ]);
  }
}

/** A topic of its own for an instance, since the emulator delivers only two messages of a subscription at a time. */
async function topicTo({ url, pid }: FunctionProcess, pubsub: PubSub): Promise<Topic> {
  const name = `part-of-${pid}`;
  const [topic] = await pubsub.createTopic(name);
  const pushEndpoint = `${url}/projects/${PROJECT}/topics/${name}`;
  await topic.createSubscription(`to-${pid}`, { pushEndpoint, ackDeadlineSeconds: 600 });
  return topic;
}

/** Waits until each of them has swept one more part. */
async function untilPartsEnd(instances: readonly FunctionProcess[]): Promise<void> {
  const swept = (one: FunctionProcess) =>
    one.log().filter(({ message }) => message === 'swept a part').length;
  const before = instances.map(swept);
  const giveUpAt = performance.now() + MOST_MS;
  for (;;) {
    const late = instances.filter((one, index) => swept(one) === before[index]);
    if (late.length === 0) return;
    if (performance.now() > giveUpAt) {
      throw new Error(`${late.length} parts were not swept:\n${late[0]?.output().slice(-2000)}`);
    }
    await sleep(50);
  }
}

function lineOf(count: number, one: Shared, all: Shared): Line {
  const share = (cpuMs: number) => percent(cpuMs / all.ms / availableParallelism());
  const busy = `${share(all.cpuMs)} of ${availableParallelism()} cores by the instances, ${share(all.allCpuMs)} by all`;
  const { domains, connections } = all;
  return {
    what: `a sweep shared by ${count} instances, emulators of Firestore and Pub/Sub, ${OVERSEAS_MS} ms to DNS and web servers, ${domains} due`,
    beside: `one instance: ${looksText([one])}`,
    figure: `${looksText([all])}; ${connections} connections for ${domains} domains; ${busy}`,
    ratio: times(rateOf(all) / rateOf(one)),
    reach: `${count}× until the cores are full; each domain once`,
  };
}
