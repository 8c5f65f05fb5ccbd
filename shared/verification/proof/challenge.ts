import type { HttpResponse } from './http-get.ts';

/**
 * Headers with which a proxy marks a page as its own test for human visitors: Cloudflare's
 * (https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/),
 * AWS WAF's
 * (https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html) and
 * SiteGround's.
 */
const CHALLENGE_HEADERS = ['cf-mitigated', 'x-amzn-waf-action', 'sg-captcha'] as const;

/**
 * Texts in such pages where no header marks them: Cloudflare, Imperva, Sucuri, DataDome, F5, Anubis, and
 * nginx with the module testcookie. The last three answer with HTTP 200.
 */
const CHALLENGE_MARKS = [
  '/cdn-cgi/challenge-platform/',
  '_Incapsula_Resource',
  'sucuri_cloudproxy_js',
  'captcha-delivery.com',
  '/TSPD/',
  'anubis_challenge',
  'slowAES.decrypt',
] as const;

/**
 * Statuses with which a server shows that it is a proxy: it does not reach the server behind it (RFC 9110,
 * 15.6.3 and 15.6.5), and Cloudflare's own statuses for the same
 * (https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/).
 */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([
  502, 504, 520, 521, 522, 523, 524, 525, 526, 530,
]);

/** Headers that well-known proxies add to all answers: Cloudflare, CloudFront, Imperva, Sucuri. */
const PROXY_HEADERS = ['cf-ray', 'x-amz-cf-id', 'x-iinfo', 'x-sucuri-id'] as const;

/** Whether a page is a proxy's test for human visitors, which says nothing about the site behind it. */
export function isChallenge({ headers, body = '' }: HttpResponse): boolean {
  return (
    CHALLENGE_HEADERS.some((name) => headers[name] !== undefined) ||
    CHALLENGE_MARKS.some((mark) => body.includes(mark))
  );
}

/** Whether an answer that is not the site's own comes from a proxy. */
export function isOfProxy(response: HttpResponse): boolean {
  return (
    isChallenge(response) ||
    GATEWAY_STATUSES.has(response.status) ||
    PROXY_HEADERS.some((name) => response.headers[name] !== undefined)
  );
}
