import type { HttpResponse } from './http-get.ts';

/**
 * Headers with which a proxy says that the page is its own, to tell people from programs: Cloudflare's
 * (https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/),
 * AWS WAF's (https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html)
 * and SiteGround's.
 */
const CHALLENGE_HEADERS = ['cf-mitigated', 'x-amzn-waf-action', 'sg-captcha'] as const;

/** What such a page has in it where no header says so: Cloudflare, Imperva, Sucuri, DataDome. */
const CHALLENGE_MARKS = [
  '/cdn-cgi/challenge-platform/',
  '_Incapsula_Resource',
  'sucuri_cloudproxy_js',
  'captcha-delivery.com',
] as const;

/** Whether a page is a proxy's test for human beings, which says nothing of what is behind it. */
export function isChallenge({ headers, body = '' }: HttpResponse): boolean {
  return (
    CHALLENGE_HEADERS.some((name) => headers[name] !== undefined) ||
    CHALLENGE_MARKS.some((mark) => body.includes(mark))
  );
}
