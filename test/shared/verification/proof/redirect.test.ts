import assert from 'node:assert/strict';
import { isRedirect, redirectTarget } from '../../../../shared/verification/proof/redirect.ts';

const http = new URL('http://shop.example.com/.well-known/closte-domain-sync/abc');
const https = new URL('https://shop.example.com/.well-known/closte-domain-sync/abc');

describe('a redirect', () => {
  for (const [from, location, to] of [
    [http, https.href, https.href],
    [https, http.href, http.href],
    [http, '/abc/?x=1', 'http://shop.example.com/abc/?x=1'],
    [https, 'other', 'https://shop.example.com/.well-known/closte-domain-sync/other'],
    [http, '//shop.example.com/abc', 'http://shop.example.com/abc'],
    [http, 'HTTPS://SHOP.EXAMPLE.COM:443/abc', 'https://shop.example.com/abc'],
    [http, 'http://shop.example.com:80/abc', 'http://shop.example.com/abc'],
    [http, 'https://twin.example.com/abc', 'https://twin.example.com/abc'],
    // To another host.
    [http, 'http://www.shop.example.com/abc', undefined],
    [http, 'http://example.com/abc', undefined],
    [http, '//other.example/abc', undefined],
    [http, 'http://shop.example.com@other.example/', undefined],
    [http, 'http://shop.example.com.other.example/', undefined],
    [http, 'http://shop.example.com./abc', undefined],
    [http, 'http://127.0.0.1/abc', undefined],
    [http, 'http://169.254.169.254/computeMetadata/v1/', undefined],
    [http, 'http://[::1]/abc', undefined],
    [http, 'http:\\\\other.example/abc', undefined],
    // To another port, or to no web server.
    [http, 'http://shop.example.com:8080/abc', undefined],
    [http, 'http://shop.example.com:443/abc', undefined],
    [http, 'https://shop.example.com:80/abc', undefined],
    [http, 'ftp://shop.example.com/abc', undefined],
    [http, 'file:///etc/passwd', undefined],
    [http, 'javascript:alert(1)', undefined],
    // To nowhere.
    [http, 'http://', undefined],
    [http, undefined, undefined],
  ] as const) {
    it(`from ${from.protocol} to ${location} leads to ${to}`, () => {
      const hosts = new Set(['shop.example.com', 'twin.example.com']);
      assert.equal(redirectTarget(from, location, hosts)?.href, to);
    });
  }

  it('has one of five status codes', () => {
    const codes = Array.from({ length: 600 }, (_, status) => status).filter(isRedirect);
    assert.deepEqual(codes, [301, 302, 303, 307, 308]);
  });
});
