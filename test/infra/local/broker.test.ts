import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type Broker, type BrokerOptions, startBroker } from '../../../infra/local/broker.ts';
import {
  type MessageQueue,
  openMessageQueue,
  type PublishedMessage,
  type QueuedMessage,
} from '../../../infra/local/message-queue.ts';

const TOPIC = 'projects/p/topics/closte-domain-events';
const log = pino({ level: 'silent' });

function message(text: string): PublishedMessage {
  const data = Buffer.from(text).toString('base64');
  return { data, attributes: { type: 'domain.created' }, orderingKey: text };
}

const textOf = ({ data }: QueuedMessage) => Buffer.from(data, 'base64').toString();

/** Resolves once `isSo`; otherwise the test times out. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}

describe('the broker', () => {
  let directory: string;
  let queue: MessageQueue;
  let broker: Broker;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'broker-test-'));
    queue = await openMessageQueue(join(directory, 'messages.db'));
  });
  afterEach(async () => {
    await broker.stop(0);
    queue.close();
    rmSync(directory, { recursive: true });
  });

  function start(push: BrokerOptions['push'], options: Partial<BrokerOptions> = {}): void {
    broker = startBroker({ queue, push, log, backoffMs: () => 4.5, ...options });
  }

  async function restart(push: BrokerOptions['push']): Promise<void> {
    await broker.stop(0);
    queue.close();
    queue = await openMessageQueue(join(directory, 'messages.db'));
    start(push);
  }

  it('delivers a message unchanged, with its id and time', async () => {
    const delivered: QueuedMessage[] = [];
    start(async (message) => {
      delivered.push(message);
    });
    const before = Date.now();
    const [id] = broker.accept(TOPIC, [message('shop')]);
    await until(() => broker.unacknowledged() === 0);

    const [first] = delivered;
    assert.ok(first);
    const { publishedAt, ...rest } = first;
    assert.deepEqual(rest, { ...message('shop'), id, topic: TOPIC, failures: 0 });
    assert.ok(publishedAt >= before && publishedAt <= Date.now());
  });

  it('does not redeliver an acknowledged message', async () => {
    let deliveries = 0;
    start(async () => {
      deliveries += 1;
    });
    broker.accept(TOPIC, [message('a'), message('b')]);
    await until(() => broker.unacknowledged() === 0);
    await restart(async () => {
      deliveries += 1;
    });
    broker.accept(TOPIC, [message('c')]);
    await until(() => broker.unacknowledged() === 0);
    assert.equal(deliveries, 3);
  });

  it('redelivers an unacknowledged message with backoff', async () => {
    const failures: number[] = [];
    const waits: number[] = [];
    start(
      async (message) => {
        failures.push(message.failures);
        if (message.failures < 3) throw new Error('HTTP 500');
      },
      {
        backoffMs: (count) => {
          waits.push(count);
          return count;
        },
      },
    );
    broker.accept(TOPIC, [message('shop')]);
    await until(() => broker.unacknowledged() === 0);
    assert.deepEqual(failures, [0, 1, 2, 3]);
    assert.deepEqual(waits, [1, 2, 3]);
  });

  it('never makes a message wait for a failing one', async () => {
    const delivered: string[] = [];
    start(
      async (message) => {
        if (textOf(message) === 'bad') throw new Error('HTTP 500');
        delivered.push(textOf(message));
      },
      { concurrency: 1, backoffMs: () => 60_000 },
    );
    broker.accept(TOPIC, ['bad', 'a', 'b'].map(message));
    await until(() => broker.unacknowledged() === 1);
    assert.deepEqual(delivered, ['a', 'b']);
  });

  it('limits the deliveries under way', async () => {
    let underWay = 0;
    let most = 0;
    start(
      async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await sleep(5);
        underWay -= 1;
      },
      { concurrency: 3 },
    );
    broker.accept(
      TOPIC,
      Array.from({ length: 10 }, (_, n) => message(String(n))),
    );
    await until(() => broker.unacknowledged() === 0);
    assert.equal(most, 3);
  });

  it('delivers after a restart the messages that were under way when it stopped', async () => {
    let begun = 0;
    start((_message, signal) => {
      begun += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    const ids = broker.accept(TOPIC, [message('a'), message('b')]);
    await until(() => begun === 2);

    const delivered: string[] = [];
    await restart(async ({ id }) => {
      delivered.push(id);
    });
    await until(() => broker.unacknowledged() === 0);
    assert.deepEqual(delivered.sort(), ids);
  });

  it('delivers after a restart, at once, the messages that were waiting for a retry', async () => {
    let isUp = false;
    const push = async () => {
      if (!isUp) throw new Error('HTTP 500');
    };
    start(push, { backoffMs: () => 3_600_000 });
    broker.accept(TOPIC, [message('a')]);
    await until(() => queue.nextDueAt([]) !== undefined && (queue.nextDueAt([]) ?? 0) > Date.now());

    isUp = true;
    await restart(push);
    await until(() => broker.unacknowledged() === 0);
  });

  it('keeps accepted messages on disk, even if the process is killed at once', async () => {
    const killed = spawnSync(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { openMessageQueue } = await import(${JSON.stringify(new URL('../../../infra/local/message-queue.ts', import.meta.url))});
       const queue = await openMessageQueue(${JSON.stringify(join(directory, 'messages.db'))});
       queue.add(${JSON.stringify(TOPIC)}, [${JSON.stringify(message('shop'))}], Date.now());
       process.kill(process.pid, 'SIGKILL');`,
    ]);
    assert.equal(killed.signal, 'SIGKILL', killed.stderr.toString());

    const delivered: string[] = [];
    start(async (message) => {
      delivered.push(textOf(message));
    });
    await until(() => broker.unacknowledged() === 0);
    assert.deepEqual(delivered, ['shop']);
  });

  it('never uses an id twice', async () => {
    start(async () => {});
    const [first] = broker.accept(TOPIC, [message('a')]);
    await until(() => broker.unacknowledged() === 0);
    await restart(async () => {});
    const [second] = broker.accept(TOPIC, [message('b')]);
    assert.notEqual(second, first);
  });

  it('waits for deliveries under way when it stops', async () => {
    const { promise: mayEnd, resolve: letEnd } = Promise.withResolvers<void>();
    start(() => mayEnd);
    broker.accept(TOPIC, [message('a')]);
    const stopped = broker.stop(10_000);
    letEnd();
    await stopped;
    assert.equal(broker.unacknowledged(), 0);
  });

  describe('with a queue that fails', () => {
    /** The queue; these calls fail while `isFull`. */
    function faulty(disk: { isFull: boolean }, ...methods: (keyof MessageQueue)[]): MessageQueue {
      const failing = methods.map((method) => [
        method,
        (...given: never[]) => {
          if (disk.isFull) throw new Error('database or disk is full');
          return Reflect.apply(queue[method], queue, given);
        },
      ]);
      return { ...queue, ...Object.fromEntries(failing) };
    }

    it('delivers a message that it cannot remove only once, and removes it as soon as possible', async () => {
      const disk = { isFull: true };
      let deliveries = 0;
      const push = async () => {
        deliveries += 1;
      };
      start(push, { queue: faulty(disk, 'remove') });
      broker.accept(TOPIC, [message('a'), message('b')]);
      await until(() => deliveries === 2);
      assert.equal(broker.unacknowledged(), 2);
      disk.isFull = false;
      await until(() => broker.unacknowledged() === 0);
      assert.equal(deliveries, 2);
    });

    it('redelivers with backoff a message whose failure it could not record', async () => {
      const waits: number[] = [];
      let isUp = false;
      const push = async () => {
        if (!isUp) throw new Error('HTTP 500');
      };
      start(push, {
        queue: faulty({ isFull: true }, 'failed'),
        backoffMs: (count) => {
          waits.push(count);
          return 1;
        },
      });
      broker.accept(TOPIC, [message('a')]);
      await until(() => waits.length >= 3);
      isUp = true;
      await until(() => broker.unacknowledged() === 0);
      assert.deepEqual(waits.slice(0, 3), [1, 2, 3]);
    });

    it('accepts no message that it cannot store, and goes on with the rest', async () => {
      const disk = { isFull: true };
      const delivered: string[] = [];
      const push = async (message: QueuedMessage) => {
        delivered.push(textOf(message));
      };
      start(push, { queue: faulty(disk, 'add') });
      assert.throws(() => broker.accept(TOPIC, [message('a')]), /disk is full/);
      disk.isFull = false;
      broker.accept(TOPIC, [message('b')]);
      await until(() => broker.unacknowledged() === 0);
      assert.deepEqual(delivered, ['b']);
    });

    it('retries the query for due messages', async () => {
      const disk = { isFull: true };
      start(async () => {}, { queue: faulty(disk, 'due') });
      broker.accept(TOPIC, [message('a')]);
      disk.isFull = false;
      await until(() => broker.unacknowledged() === 0);
    });

    it('logs once when the queue begins to fail, and once when it works again', async () => {
      const lines: string[] = [];
      const told = pino(
        { base: null },
        { write: (line: string) => lines.push(JSON.parse(line).msg) },
      );
      const disk = { isFull: true };
      let deliveries = 0;
      start(
        async () => {
          deliveries += 1;
        },
        { queue: faulty(disk, 'remove'), log: told },
      );
      broker.accept(TOPIC, ['a', 'b', 'c'].map(message));
      await until(() => deliveries === 3);
      disk.isFull = false;
      await until(() => broker.unacknowledged() === 0);
      assert.deepEqual(lines, [
        'the queue of messages fails, and is tried again:',
        'the queue of messages works again',
      ]);
    });
  });

  describe('with a damaged message', () => {
    const damages: [what: string, sql: string][] = [
      ['is not JSON', `UPDATE messages SET message = '{"data":' WHERE id = 1`],
      ['lacks a field', `UPDATE messages SET message = '{"data":"YQ=="}' WHERE id = 1`],
      ['has no text', `UPDATE messages SET message = '' WHERE id = 1`],
    ];
    for (const [what, sql] of damages) {
      it(`that ${what} delivers all others, names it, and leaves it where it is`, async () => {
        queue.add(TOPIC, ['bad', 'a', 'b'].map(message), Date.now());
        const aside = new DatabaseSync(join(directory, 'messages.db'));
        aside.exec(sql);
        const delivered: string[] = [];
        const lines: string[] = [];
        const log = pino({ base: null }, { write: (line: string) => lines.push(line) });
        const push = async (message: QueuedMessage) => {
          delivered.push(textOf(message));
        };
        start(push, { log, concurrency: 1 });
        broker.accept(TOPIC, [message('c')]);
        await until(() => broker.unacknowledged() === 1);
        assert.deepEqual(delivered.toSorted(), ['a', 'b', 'c']);
        assert.equal(lines.length, 1);
        assert.match(lines[0] ?? '', /message 1 of the queue is damaged; it stays there/);
        const rows = aside.prepare('SELECT id FROM messages').all();
        aside.close();
        assert.deepEqual(
          rows.map(({ id }) => id),
          [1],
        );
      });
    }
  });

  it('does not wait for a clock that was ahead before a restart', async () => {
    queue.add(TOPIC, [message('a')], Date.now() + 60 * 24 * 3_600_000);
    start(async () => {});
    await restart(async () => {});
    await until(() => broker.unacknowledged() === 0);
  });
});
