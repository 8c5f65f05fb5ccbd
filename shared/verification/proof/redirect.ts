const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * The target of a redirect of `from`, if it is one of these hosts, on the standard port of http or https;
 * undefined if it is not to be followed.
 */
export function redirectTarget(
  from: URL,
  location: string | undefined,
  hosts: ReadonlySet<string>,
): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const to = new URL(location, from.href);
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  // The URL standard leaves out a scheme's default port.
  return isHttp && hosts.has(to.hostname) && to.port === '' ? to : undefined;
}
