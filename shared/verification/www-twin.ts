import { getDomain } from 'tldts';
import { type DomainName, isCanonical, isWildcard } from '../domain-name.ts';

/**
 * The name that visitors take for the same site: `www` before a registrable domain, or the registrable
 * domain itself. People register names below `uk.com`, too.
 */
export function twinOf(domain: DomainName): DomainName | undefined {
  const registrable = getDomain(domain, {
    extractHostname: false,
    allowPrivateDomains: true,
  });
  if (isWildcard(domain) || registrable === null) return undefined;
  const www = `www.${registrable}`;
  const twin = domain === registrable ? www : domain === www ? registrable : '';
  return isCanonical(twin) ? twin : undefined;
}

/** `www.example.com` for `example.com`; undefined if the domain is not registrable. */
export function wwwOf(domain: DomainName): DomainName | undefined {
  const twin = twinOf(domain);
  return twin === `www.${domain}` ? twin : undefined;
}
