import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { serving } from '../../support/loopback.ts';
import { type Workplace, workplace } from './cli.ts';
import { startSystem } from './system.ts';

describe('closte-domains publish, over HTTP, exits with 1', () => {
  let place: Workplace;

  before(async () => {
    place = await workplace();
  });
  after(() => place[Symbol.asyncDispose]());

  const event = ['publish', 'created', 'shop.example.com', '--site', '1'];

  it('if nobody listens, and says how to start the system', async () => {
    const { code, stdout, stderr } = await place.cli(event, { PORT: '1' });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^Nothing accepts events at http:\/\/127\.0\.0\.1:1 \(.+\)\. Start the system with "npm start", .*\n$/,
    );
  });

  it('if the topic does not exist', async () => {
    await using system = await startSystem();
    const EVENTS_TOPIC = 'other';
    const { code, stdout, stderr } = await place.cli([...event, '--to', system.origin], {
      EVENTS_TOPIC,
    });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /does not accept the event: Resource not found \(resource=other\)\. \(HTTP 404\)\n$/,
    );
  });

  const answers: [what: string, answer: RequestListener, stderr: RegExp][] = [
    [
      'an error page',
      (_, response) => response.writeHead(502).end('<h1>Bad\nGateway</h1>'),
      /does not accept the event: <h1>Bad Gateway<\/h1> \(HTTP 502\)\n$/,
    ],
    [
      'an error without a word',
      (_, response) => response.writeHead(500).end(),
      /does not accept the event: no reason is given \(HTTP 500\)\n$/,
    ],
    [
      'a redirection',
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      /does not accept the event: .* \(HTTP 302\)\n$/,
    ],
    [
      'no message id',
      (_, response) => response.end('{"messageIds":[]}'),
      /does not answer as Pub\/Sub does\. Start .*npm start/,
    ],
    [
      'a page',
      (_, response) => response.end('<h1>It works!</h1>'),
      /does not answer as Pub\/Sub does\. Start .*npm start/,
    ],
  ];
  for (const [what, answer, expected] of answers) {
    it(`if the answer is ${what}`, async () => {
      await using other = await serving(answer);
      const { code, stdout, stderr } = await place.cli([...event, '--to', other.origin]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, expected);
    });
  }
});
