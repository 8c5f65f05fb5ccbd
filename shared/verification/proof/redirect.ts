const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * Where a redirect of `from` leads, if it stays at that host and on the ports that http and https
 * are for; undefined if it is not to be followed.
 */
export function redirectTarget(from: URL, location: string | undefined): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from.href);
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  // The standard has a scheme's own port left out.
  return isHttp && to.hostname === from.hostname && to.port === '' ? to : undefined;
}
