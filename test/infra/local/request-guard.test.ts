import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { refusalOf } from '../../../infra/local/request-guard.ts';
import { type System, type Systems, systems } from './running-system.ts';

const PUBLISH = '/v1/projects/p/topics/closte-domain-events:publish';
const PUSH = '/projects/p/topics/closte-domain-events';
const HERE = '127.0.0.1:8080';
const JSON_TYPE = 'application/json';

describe('a request to the system on one machine', () => {
  const rows: [
    what: string,
    method: string,
    path: string,
    headers: IncomingHttpHeaders,
    refused: string | undefined,
  ][] = [
    ['of a program', 'POST', PUBLISH, { 'content-type': JSON_TYPE }, undefined],
    [
      'with a charset',
      'POST',
      PUBLISH,
      { 'content-type': 'Application/JSON; charset=utf-8' },
      undefined,
    ],
    ['without a type', 'POST', PUBLISH, {}, 'Content-Type'],
    [
      'in pieces without a type',
      'POST',
      PUBLISH,
      { 'transfer-encoding': 'chunked', 'content-length': undefined },
      'Content-Type',
    ],
    ['without a body', 'POST', PUBLISH, { 'content-length': '0' }, undefined],
    ['with text', 'POST', PUBLISH, { 'content-type': 'text/plain' }, 'Content-Type'],
    [
      'with a form',
      'POST',
      PUBLISH,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Content-Type',
    ],
    [
      'with text that names JSON',
      'POST',
      PUBLISH,
      { 'content-type': 'text/plain; application/json' },
      'Content-Type',
    ],
    ['that pushes JSON', 'POST', PUSH, { 'content-type': JSON_TYPE }, undefined],
    [
      'that pushes a CloudEvent',
      'POST',
      PUSH,
      { 'content-type': 'application/cloudevents+json' },
      undefined,
    ],
    ['that pushes without a type', 'POST', PUSH, {}, undefined],
    [
      'that pushes a form',
      'POST',
      PUSH,
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Content-Type',
    ],
    ['that fires the sweep', 'POST', '/verifyDomains', {}, undefined],
    ['that reads', 'GET', '/domains', {}, undefined],
    ['that would read the topic', 'GET', PUBLISH, {}, 'method'],
    ['that would know its headers', 'HEAD', PUBLISH, {}, 'method'],
    ['that asks what is allowed', 'OPTIONS', PUBLISH, {}, 'method'],
    [
      'of a page elsewhere',
      'POST',
      PUBLISH,
      { 'content-type': JSON_TYPE, origin: 'https://evil.example.com' },
      'Origin',
    ],
    [
      'of a page on another port',
      'POST',
      '/reconcileDomains',
      { origin: 'http://127.0.0.1:3000' },
      'Origin',
    ],
    [
      'of a page that hides where it is from',
      'POST',
      '/verifyDomains',
      { origin: 'null' },
      'Origin',
    ],
    [
      'that asks for permission',
      'OPTIONS',
      '/domains',
      { origin: 'https://evil.example.com' },
      'Origin',
    ],
    ['of a form elsewhere', 'POST', '/verifyDomains', { 'sec-fetch-site': 'cross-site' }, 'Origin'],
    ['of a form on another port', 'PUT', '/sandbox/x', { 'sec-fetch-site': 'same-site' }, 'Origin'],
    ['of a link elsewhere', 'GET', '/domains', { 'sec-fetch-site': 'cross-site' }, undefined],
    ['of a page of its own', 'POST', '/verifyDomains', { origin: `http://${HERE}` }, undefined],
    [
      'of a page that made its own name lead here',
      'GET',
      '/domains',
      { host: 'evil.example.com:8080' },
      'Host',
    ],
    [
      'of a page whose name leads here',
      'POST',
      PUBLISH,
      {
        'content-type': JSON_TYPE,
        host: 'evil.example.com:8080',
        origin: 'http://evil.example.com:8080',
      },
      'Host',
    ],
    ['by a name of a shared domain', 'GET', '/domains', { host: 'evil.github.io' }, 'Host'],
    ['by a name with a dot at its end', 'GET', '/domains', { host: 'evil.example.com.' }, 'Host'],
    ['by nothing that is a name', 'GET', '/domains', { host: 'a b' }, 'Host'],
    ['by localhost', 'GET', '/domains', { host: 'LocalHost:8080' }, undefined],
    ['by IPv6', 'GET', '/domains', { host: '[::1]:8080' }, undefined],
    ['by another address', 'GET', '/domains', { host: '192.168.1.2' }, undefined],
    ['by the name of a container', 'GET', '/domains', { host: 'closte:8080' }, undefined],
    ['by a private name', 'GET', '/domains', { host: 'server.internal:8080' }, undefined],
    ['by the name that is set', 'GET', '/domains', { host: 'sync.example.com:8080' }, undefined],
    ['of HTTP/1.0', 'GET', '/domains', { host: undefined }, undefined],
  ];
  for (const [what, method, path, headers, refused] of rows) {
    it(`${what} (${method} ${path}) is ${refused ? `refused for its ${refused}` : 'taken'}`, () => {
      const given = { method, path, headers: { host: HERE, 'content-length': '2', ...headers } };
      assert.equal(refusalOf(given, 'sync.example.com')?.field, refused);
    });
  }

  describe('that a page in a browser can send', () => {
    let own: Systems;
    let system: System;
    before(async () => {
      own = systems();
      system = await own.started();
    });
    after(() => own[Symbol.asyncDispose]());

    const occurredAt = new Date().toISOString();
    const event = { version: 1, id: 'a', type: 'domain.created', occurredAt, siteId: 1 };
    const dataFor = (domain: string) =>
      Buffer.from(JSON.stringify({ ...event, domain })).toString('base64');

    /** Sends a request as a browser does, with any headers, even those that `fetch` reserves. */
    async function send(
      method: string,
      path: string,
      headers: Record<string, string>,
      body: string,
    ): Promise<{ status: number | undefined; allowed: unknown; said: string }> {
      const sent = httpRequest(system.origin + path, { method, headers }).end(body);
      const { promise, resolve, reject } =
        Promise.withResolvers<import('node:http').IncomingMessage>();
      sent.once('response', resolve).once('error', reject);
      const response = await promise;
      const allowed = response.headers['access-control-allow-origin'];
      return { status: response.statusCode, allowed, said: await text(response) };
    }

    const ORIGIN = 'https://evil.example.com';
    const json = (domain: string) => JSON.stringify({ messages: [{ data: dataFor(domain) }] });
    const form = (domain: string) =>
      new URLSearchParams({
        'message[data]': dataFor(domain),
        'message[messageId]': '1',
        subscription: 's',
      }).toString();
    const FORM = 'application/x-www-form-urlencoded';
    const attempts: [
      what: string,
      path: string,
      headers: Record<string, string>,
      body: (domain: string) => string,
      status: number,
    ][] = [
      ['text', PUBLISH, { 'content-type': 'text/plain' }, json, 415],
      ['text from elsewhere', PUBLISH, { 'content-type': 'text/plain', origin: ORIGIN }, json, 403],
      ['JSON from elsewhere', PUBLISH, { 'content-type': JSON_TYPE, origin: ORIGIN }, json, 403],
      [
        'JSON by a name of its own',
        PUBLISH,
        {
          'content-type': JSON_TYPE,
          host: 'evil.example.com',
          origin: 'http://evil.example.com',
        },
        json,
        403,
      ],
      ['a form to where events are pushed', PUSH, { 'content-type': FORM }, form, 415],
    ];
    for (const [index, [what, path, headers, body, status]] of attempts.entries()) {
      it(`maps no domain: ${what}`, async () => {
        const domain = `evil-${index}.example.com`;
        const answer = await send('POST', path, headers, body(domain));
        assert.deepEqual([answer.status, answer.allowed], [status, undefined], answer.said);
        assert.match(answer.said, /"message": "(Origin|Host|Content-Type) /);
        const known = await fetch(`${system.origin}/domains/${domain}`);
        assert.equal(known.status, 404);
      });
    }

    it('gets no permission to send JSON', async () => {
      const headers = {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const answer = await send('OPTIONS', PUBLISH, headers, '');
      assert.deepEqual([answer.status, answer.allowed], [403, undefined]);
    });
  });
});
