import type { Request } from '@google-cloud/functions-framework';

/**
 * Whether a page of our own sent the request, so that no other site can make a browser send it with the
 * browser's rights. Browsers state this in `Sec-Fetch-Site`, through any proxy; a browser that does not
 * must name our own host as the origin. A client that sends neither header is not a browser, and is
 * refused: programs have other ways.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = request.header('origin');
  const host = request.header('host');
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
