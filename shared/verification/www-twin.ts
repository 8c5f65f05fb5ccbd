import { getDomain } from 'tldts';
import { type DomainName, isCanonical, isWildcard } from '../domain-name.ts';

/**
 * The name that visitors take for the same site: `www` before a registrable domain, or the
 * registrable domain itself. Below `uk.com`, people register names, too.
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

/** `www.example.com` for `example.com`; undefined for what is no registrable domain. */
export function wwwOf(domain: DomainName): DomainName | undefined {
  const twin = twinOf(domain);
  return twin === `www.${domain}` ? twin : undefined;
}
