import type { Request } from '@google-cloud/functions-framework';

/**
 * Whether a page of our own sent the request, so that no other site can have a browser send it with the
 * browser's rights. Browsers say so themselves in `Sec-Fetch-Site`, whatever proxy is between; one that
 * does not say it has to name our own host as the origin. What is no browser says neither, and is refused:
 * programs have their own ways.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.header('origin');
  const host = request.header('host');
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
