import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { Proof } from '../../../../shared/verification/proof/answers.ts';
import { type ProofOptions, proofOf } from '../../../../shared/verification/proof/prove.ts';
import { servingSockets } from '../../../support/loopback.ts';
import { proofFor, proofSite } from '../../../support/proof-site.ts';

const SECRET = 'the-api-secret';
const shop = 'shop.example.com';
const ours = proofFor(SECRET);

type Where = Partial<ProofOptions> & {
  readonly httpPort: number;
  readonly tlsPort: number;
  readonly addresses?: readonly string[];
};

function prove(domain: string, { addresses = ['127.0.0.1'], ...options }: Where) {
  return proofOf(parseDomainName(domain), addresses, {
    secret: SECRET,
    allowPrivateAddresses: true,
    signal: new AbortController().signal,
    ...options,
  });
}

const answering =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

const redirecting =
  (location: (url: string) => string, status = 301): RequestListener =>
  (request, response) =>
    response.writeHead(status, { location: location(request.url ?? '') }).end();

const toFrontPage: RequestListener = (request, response) =>
  (request.url === '/' ? answering(200, 'Welcome') : redirecting(() => '/'))(request, response);

/** A loopback server of odd bytes, on the port for plain HTTP; nothing listens for TLS. */
async function withSockets(behave: (socket: Socket) => void, use: (where: Where) => Promise<void>) {
  await using none = await proofSite({});
  await using server = await servingSockets(behave);
  await use({ httpPort: Number(new URL(server.origin).port), tlsPort: none.tlsPort });
}

const onRequest = (answer: (socket: Socket) => void) => (socket: Socket) =>
  void socket.once('data', () => answer(socket));

describe('the proof that a site behind a proxy is ours', () => {
  it('is obtained by plain HTTP, for the domain and a token', async () => {
    await using site = await proofSite({ http: ours, https: ours });
    assert.equal(await prove(shop, site), 'proven');
    assert.equal(site.requests.length, 1);
    assert.match(
      site.requests[0] ?? '',
      /^http shop\.example\.com \/\.well-known\/closte-domain-sync\/[0-9a-f]{32}$/,
    );
  });

  it('is asked for by a name under a wildcard', async () => {
    await using site = await proofSite({ http: ours });
    assert.equal(await prove('*.example.com', site), 'proven');
    assert.match(site.requests[0] ?? '', /^http closte-domain-sync-probe\.example\.com /);
  });

  it('uses a new token each time', async () => {
    await using site = await proofSite({ http: ours });
    await prove(shop, site);
    await prove(shop, site);
    assert.notEqual(site.requests[0], site.requests[1]);
  });

  it('asks for an uncompressed answer', async () => {
    const seen: unknown[] = [];
    await using site = await proofSite({
      http: (request, response) => {
        seen.push(request.headers['accept-encoding']);
        ours(request, response);
      },
    });
    await prove(shop, site);
    assert.deepEqual(seen, ['identity']);
  });

  it('is obtained by HTTPS if plain HTTP is refused, whatever the certificate', async () => {
    await using site = await proofSite({ https: ours });
    assert.equal(await prove(shop, site), 'proven');
    assert.match(site.requests[0] ?? '', /^https shop\.example\.com /);
  });

  it('is obtained over IPv6', async () => {
    await using site = await proofSite({ http: ours, https: ours }, '::1');
    assert.equal(await prove(shop, { ...site, addresses: ['::1'] }), 'proven');
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is obtained if plain HTTP redirects to HTTPS (HTTP ${status})`, async () => {
      const toHttps = redirecting((url) => `https://${shop}${url}`, status);
      await using site = await proofSite({ http: toHttps, https: ours });
      assert.equal(await prove(shop, site), 'proven');
      assert.deepEqual(
        site.requests.map((request) => request.split(' ', 2).join(' ')),
        [`http ${shop}`, `https ${shop}`],
      );
    });
  }

  it('is obtained by HTTPS if plain HTTP answers anything else', async () => {
    for (const [what, http] of [
      ['a page', answering(200, '<html>Hello</html>')],
      ['no page', answering(404)],
      ['a proof of another secret', proofFor('another')],
      ['a login', answering(401)],
      ['a failure', answering(502)],
      ['a redirect to another host', redirecting((url) => `https://login.example.net${url}`)],
      ['a redirect loop', redirecting((url) => url)],
    ] as const satisfies readonly (readonly [string, RequestListener])[]) {
      await using site = await proofSite({ http, https: ours });
      assert.equal(await prove(shop, site), 'proven', what);
    }
  });

  it('is obtained by HTTPS if plain HTTP accepts the request and never answers', async () => {
    await using site = await proofSite({ http: () => {}, https: ours });
    assert.equal(await prove(shop, { ...site, timeoutMs: 1000 }), 'proven');
  });

  it('is obtained after three redirects, not after four', async () => {
    for (const [count, proof] of [
      [3, 'proven'],
      [4, 'unknown'],
    ] as const) {
      let left: number = count;
      await using site = await proofSite({
        http: (request, response) => {
          if (left === 0) ours(request, response);
          else redirecting((url) => url)(request, response);
          left -= 1;
        },
      });
      assert.equal(await prove(shop, site), proof);
      assert.equal(site.requests.length, 4);
    }
  });

  it('follows no redirect to another host, even at the same address', async () => {
    for (const target of [`http://www.${shop}`, 'http://127.0.0.1', `https://${shop}:8443`]) {
      const away = redirecting((url) => target + url);
      await using site = await proofSite({ http: away, https: away });
      assert.equal(await prove(shop, site), 'unknown');
      assert.equal(site.connections(), 2);
    }
  });

  describe('is not given by', () => {
    for (const [what, site, proof] of [
      ['a multisite with another secret', proofFor('another'), 'other-secret'],
      ['a site that has no such page', answering(404), 'absent'],
      ['a site that no longer has it', answering(410), 'absent'],
      ['a site that redirects missing pages to its front page', toFrontPage, 'absent'],
      ['a site that has any page', answering(200, '<html>Hello</html>'), 'refuted'],
      ['a page that echoes the token', (request, response) => response.end(request.url), 'refuted'],
      ['the proof with another status', proofFor(SECRET, 203), 'unknown'],
      ['a page with more than 64 KiB', answering(200, 'x'.repeat(65_537)), 'refuted'],
      ['a redirect without a target', answering(301), 'unknown'],
      ['a redirect to itself', redirecting((url) => url), 'unknown'],
      ['an empty page', answering(200), 'refuted'],
    ] as const satisfies readonly (readonly [string, RequestListener, Proof])[]) {
      it(`${what}: ${proof}`, async () => {
        await using where = await proofSite({ http: site, https: site });
        assert.equal(await prove(shop, where), proof);
      });
    }

    it('two different pages, of which the one that disproves less counts', async () => {
      for (const [http, https, proof] of [
        [404, 200, 'absent'],
        [200, 403, 'unknown'],
        [429, 404, 'unknown'],
        [403, 502, 'hidden'],
      ] as const) {
        await using site = await proofSite({ http: answering(http), https: answering(https) });
        assert.equal(await prove(shop, site), proof);
      }
    });

    it('the proof of another domain', async () => {
      await using site = await proofSite({
        http: (request, response) => {
          request.headers.host = 'other.example.com';
          ours(request, response);
        },
      });
      assert.equal(await prove(shop, site), 'other-secret');
    });
  });

  it('is unknown if the server fails, or lets nobody through', async () => {
    for (const status of [202, 400, 401, 403, 405, 426, 429, 451, 500, 503]) {
      await using site = await proofSite({ http: answering(status), https: answering(status) });
      assert.equal(await prove(shop, site), 'unknown', `HTTP ${status}`);
    }
  });

  describe('is hidden by a proxy that', () => {
    for (const [what, status, body, headers] of [
      ['does not reach what is behind it', 502, '', {}],
      ['times out waiting for it', 504, '', {}],
      ['says so with a status of its own', 522, '', {}],
      ['lets nobody through', 403, '', { 'cf-ray': '8f1-OTP' }],
      ['wants a login', 401, '', { 'x-amz-cf-id': 'abc' }],
      ['limits requests', 429, '', { 'x-iinfo': '1-2-3' }],
      ['tests whether we are human, by a header', 200, 'Wait', { 'cf-mitigated': 'challenge' }],
      ['does so by another header', 405, '', { 'x-amzn-waf-action': 'captcha' }],
      ['does so by a page', 200, '<script src="/_Incapsula_Resource?x=1"></script>', {}],
      ['does so by a long page', 200, `${' '.repeat(8000)}<script src="/TSPD/08?type=9">`, {}],
      ['does so by a script', 403, '<script src="/cdn-cgi/challenge-platform/x"></script>', {}],
    ] as const) {
      it(what, async () => {
        const http = answering(status, body, headers);
        await using site = await proofSite({ http });
        assert.equal(await prove(shop, site), 'hidden');
      });
    }
  });

  describe('of a proxy that identifies itself', () => {
    const byProxy = (status: number, headers = {}) =>
      answering(status, 'x', { 'cf-ray': '8f1-OTP', ...headers });
    for (const [what, site, proof] of [
      ['shows another page', byProxy(200), 'refuted'],
      ['has no such page', byProxy(404), 'unknown'],
      ['no longer has it', byProxy(410), 'unknown'],
      [
        'redirects to its front page',
        (request, response) =>
          byProxy(request.url === '/' ? 200 : 302, { location: '/' })(request, response),
        'unknown',
      ],
    ] as const satisfies readonly (readonly [string, RequestListener, Proof])[]) {
      it(`is ${proof} if it ${what}`, async () => {
        await using where = await proofSite({ http: site, https: site });
        assert.equal(await prove(shop, where), proof);
      });
    }
  });

  it('is not obtained if nobody listens, nor without an address', async () => {
    await using site = await proofSite({});
    assert.equal(await prove(shop, site), 'silent');
    assert.equal(await prove(shop, { ...site, addresses: [] }), 'silent');
  });

  describe('of a domain whose visitors are redirected to its www twin', () => {
    const apex = 'example.com';
    const toTwin: RequestListener = (request, response) =>
      (request.headers.host === apex ? redirecting((url) => `http://www.${apex}${url}`) : ours)(
        request,
        response,
      );

    it('is given by the twin, at the same address', async () => {
      await using site = await proofSite({ http: toTwin });
      assert.equal(await prove(apex, site), 'redirected');
      assert.deepEqual(
        site.requests.map((request) => request.split(' ')[1]),
        [apex, `www.${apex}`],
      );
    });

    it('is given by the apex for the www name, too', async () => {
      const toApex: RequestListener = (request, response) =>
        (request.headers.host === apex ? ours : redirecting((url) => `https://${apex}${url}`))(
          request,
          response,
        );
      await using site = await proofSite({ http: toApex, https: toApex });
      assert.equal(await prove(`www.${apex}`, site), 'redirected');
    });

    for (const [what, atTwin] of [
      ['shows another page', answering(200, 'Hello')],
      ['has no such page', answering(404)],
      ['has another secret', proofFor('another')],
    ] as const satisfies readonly (readonly [string, RequestListener])[]) {
      it(`is unknown if that ${what}`, async () => {
        const http: RequestListener = (request, response) =>
          (request.headers.host === apex ? toTwin : atTwin)(request, response);
        await using site = await proofSite({ http, https: http });
        assert.equal(await prove(apex, site), 'unknown');
      });
    }

    it('is not given by a twin of any other name', async () => {
      const http = redirecting((url) => `http://www.${shop}${url}`);
      await using site = await proofSite({ http, https: http });
      assert.equal(await prove(shop, site), 'unknown');
    });

    it('is mixed if another address shows another page', async () => {
      const either: RequestListener = (request, response) =>
        (request.socket.localAddress === '127.0.0.1' ? toTwin : answering(200))(request, response);
      await using site = await proofSite({ http: either }, '0.0.0.0');
      const addresses = ['127.0.0.1', '127.0.0.2'];
      assert.equal(await prove(apex, { ...site, addresses }), 'mixed');
    });
  });

  describe('at several addresses', () => {
    const addresses = ['127.0.0.1', '127.0.0.2'];

    it('needs each of them', async () => {
      await using site = await proofSite({ http: ours }, '0.0.0.0');
      assert.equal(await prove(shop, { ...site, addresses }), 'proven');
      assert.equal(site.requests.length, 2);
    });

    it('is unknown if one of them does not answer', async () => {
      await using site = await proofSite({ http: ours });
      assert.equal(await prove(shop, { ...site, addresses }), 'unknown');
    });

    it('is hidden if another one is a proxy that lets nobody through', async () => {
      const either: RequestListener = (request, response) =>
        (request.socket.localAddress === '127.0.0.1' ? ours : answering(502))(request, response);
      await using site = await proofSite({ http: either }, '0.0.0.0');
      assert.equal(await prove(shop, { ...site, addresses }), 'hidden');
    });

    it('is refuted if one of them gives another answer, and no other one answers', async () => {
      await using site = await proofSite({ http: answering(200) });
      assert.equal(await prove(shop, { ...site, addresses }), 'refuted');
    });

    it('is mixed if one of them gives it, and another one gives another answer', async () => {
      const either: RequestListener = (request, response) =>
        (request.socket.localAddress === '127.0.0.1' ? ours : answering(200))(request, response);
      await using site = await proofSite({ http: either }, '0.0.0.0');
      assert.equal(await prove(shop, { ...site, addresses }), 'mixed');
    });

    it('is not asked for at more than 16', async () => {
      await using site = await proofSite({ http: ours });
      const many = Array.from({ length: 17 }, () => '127.0.0.1');
      assert.equal(await prove(shop, { ...site, addresses: many }), 'unknown');
      assert.equal(site.connections(), 0);
      assert.equal(await prove(shop, { ...site, addresses: many.slice(1) }), 'proven');
    });
  });

  describe('finishes with a server that', () => {
    const head = 'HTTP/1.1 200 OK\r\n';
    for (const [what, behave, proof] of [
      ['says nothing', () => {}, 'silent'],
      ['hangs up', (socket) => socket.end(), 'silent'],
      ['resets the connection', onRequest((socket) => socket.resetAndDestroy()), 'silent'],
      ['speaks no HTTP', onRequest((socket) => socket.end('SSH-2.0-OpenSSH_9.7\r\n')), 'silent'],
      ['begins and stops', onRequest((socket) => socket.write(head)), 'silent'],
      ['sends an endless header', onRequest(endless(`${head}x: `, 'x')), 'silent'],
      ['sends endless headers', onRequest(endless(head, 'a: b\r\n')), 'silent'],
      ['continues without end', onRequest(endless('', 'HTTP/1.1 100 Continue\r\n\r\n')), 'silent'],
      ['sends a body without end', onRequest(endless(`${head}\r\n`, 'x')), 'refuted'],
      [
        'sends endless chunks',
        onRequest(endless(`${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n')),
        'refuted',
      ],
      [
        'announces a body that never arrives',
        onRequest((socket) => socket.write(`${head}Content-Length: 64\r\n\r\n0`)),
        'silent',
      ],
      [
        'switches protocols',
        onRequest((socket) =>
          socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
        ),
        'silent',
      ],
    ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown, string])[]) {
      it(what, async () => {
        await withSockets(behave, async (where) => {
          const timeoutMs = proof === 'refuted' ? 60_000 : 500;
          assert.equal(await prove(shop, { ...where, timeoutMs }), proof);
        });
      });
    }

    it('reads little of an endless body', async () => {
      let sent = 0;
      const closed = Promise.withResolvers<void>();
      const babble = (socket: Socket) => {
        socket.on('close', () => closed.resolve());
        socket.write(`${head}\r\n`);
        const more = () => {
          do sent += 65_536;
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
        };
        socket.on('drain', more);
        more();
      };
      await withSockets(onRequest(babble), async (where) => {
        assert.equal(await prove(shop, where), 'refuted');
        await closed.promise;
      });
      // The buffers of both ends hold some MiB.
      assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken`);
    });
  });

  it('stops when it is aborted, with the reason', async () => {
    await withSockets(
      () => {},
      async (where) => {
        const controller = new AbortController();
        const asked = prove(shop, { ...where, signal: controller.signal });
        controller.abort(new Error('no more time'));
        await assert.rejects(asked, /no more time/);
        await assert.rejects(prove(shop, { ...where, signal: controller.signal }), /no more time/);
      },
    );
  });
});

/** Writes `words` as fast as they are taken, after `first`. */
function endless(first: string, words: string): (socket: Socket) => void {
  return (socket) => {
    const block = words.repeat(1000);
    const write = () => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', write);
    socket.write(first);
    write();
  };
}
