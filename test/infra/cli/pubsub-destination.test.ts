import assert from 'node:assert/strict';
import { pubSubServer } from '../../support/pubsub-server.ts';
import { type Workplace, workplace } from './cli.ts';
import { startSystem } from './system.ts';

describe('closte-domains publish, with a Pub/Sub', () => {
  let place: Workplace;

  before(async () => {
    place = await workplace();
  });
  after(() => place[Symbol.asyncDispose]());

  const TOPIC = 'projects/p1/topics/closte-domain-events';
  const event = ['publish', 'created', 'Shop.example.com', '--site', '1', '--json'];

  it('sends the event there, in the order of its domain', async () => {
    await using pubsub = await pubSubServer(TOPIC);
    const { code, stdout, stderr } = await place.cli(event, {
      PUBSUB_EMULATOR_HOST: pubsub.host,
      GOOGLE_CLOUD_PROJECT: 'p1',
    });
    assert.deepEqual([code, stderr], [0, '']);
    const { messageId, message } = JSON.parse(stdout);
    assert.equal(messageId, '42');
    assert.deepEqual(pubsub.received, [
      {
        topic: TOPIC,
        data: JSON.stringify(message),
        attributes: { type: 'domain.created' },
        orderingKey: 'shop.example.com',
      },
    ]);
  });

  it('uses the topic in EVENTS_TOPIC', async () => {
    await using pubsub = await pubSubServer('projects/p1/topics/mine');
    const { code } = await place.cli(['publish', 'site.deleted', '--site=1'], {
      PUBSUB_EMULATOR_HOST: pubsub.host,
      GOOGLE_CLOUD_PROJECT: 'p1',
      EVENTS_TOPIC: 'mine',
    });
    assert.equal(code, 0);
    assert.deepEqual(
      pubsub.received.map(({ topic, orderingKey }) => [topic, orderingKey]),
      [['projects/p1/topics/mine', '']],
    );
  });

  it('sends the event to the system on one machine if --to says so', async () => {
    await using system = await startSystem();
    await using pubsub = await pubSubServer(TOPIC);
    const { code } = await place.cli([...event, '--to', system.origin], {
      PUBSUB_EMULATOR_HOST: pubsub.host,
      GOOGLE_CLOUD_PROJECT: 'p1',
    });
    assert.deepEqual([code, system.received.length, pubsub.received.length], [0, 1, 0]);
  });

  it('refuses a message that the deployed functions would reject', async () => {
    await using pubsub = await pubSubServer(TOPIC);
    const environment = { PUBSUB_EMULATOR_HOST: pubsub.host, GOOGLE_CLOUD_PROJECT: 'p1' };
    const args = ['publish', 'created', 'shop.test', '--site', '1'];
    const { code, stderr } = await place.cli(args, environment);
    assert.deepEqual([code, pubsub.received], [2, []]);
    assert.match(stderr, /<domain> "shop\.test" cannot be mapped: it is reserved /);
    const allowed = await place.cli(args, { ...environment, ALLOW_SPECIAL_USE_NAMES: 'true' });
    assert.equal(allowed.code, 0);
  });

  const failures: [what: string, environment: Record<string, string>, stderr: RegExp][] = [
    [
      'the topic is not there',
      { GOOGLE_CLOUD_PROJECT: 'p2' },
      /Topic not found\. Check GOOGLE_CLOUD_PROJECT, EVENTS_TOPIC and /,
    ],
    [
      'nobody is there',
      { GOOGLE_CLOUD_PROJECT: 'p1', PUBSUB_EMULATOR_HOST: '127.0.0.1:1' },
      /ECONNREFUSED.*\. Check GOOGLE_CLOUD_PROJECT, /,
    ],
    [
      'the project is not known',
      { HOME: '/nowhere' },
      /Unable to detect a Project Id.*\. Check GOOGLE_CLOUD_PROJECT, /,
    ],
  ];
  for (const [what, environment, expected] of failures) {
    it(`exits with 1 if ${what}`, async () => {
      await using pubsub = await pubSubServer(TOPIC);
      const { code, stdout, stderr } = await place.cli(event, {
        PUBSUB_EMULATOR_HOST: pubsub.host,
        ...environment,
      });
      assert.deepEqual([code, stdout, pubsub.received], [1, '', []]);
      assert.match(
        stderr,
        /"message":"Pub\/Sub does not accept the event on the topic closte-domain-events: .*\n$/,
      );
      assert.match(stderr, expected);
    });
  }

  it('exits with 1 if there are no credentials', async () => {
    const { code, stdout, stderr } = await place.cli(event, {
      GOOGLE_CLOUD_PROJECT: 'p1',
      HOME: '/nowhere',
      METADATA_SERVER_DETECTION: 'none',
    });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /Pub\/Sub does not accept the event .*credentials.*\n$/);
  });
});
