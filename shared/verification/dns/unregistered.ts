import { getDomain } from 'tldts';
import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import { isWithin } from './client/wire-name.ts';
import { type AddressLookups, isNoName, zoneOfAbsence } from './host-resolution.ts';

/**
 * Tells a domain that is not there at all from a name that is missing in it: it is a zone above the one
 * that people register which says that there is no such name. The registry has never heard of it, has
 * taken it out of its zone (on hold), or let it expire.
 */
export function unregisteredProblem(
  resolution: AddressLookups,
  domain: DomainName,
): Problem | undefined {
  const zone = zoneOfAbsence(resolution);
  const name = unregisteredIn(resolution, domain);
  if (zone === undefined || name === undefined) return undefined;
  return problem('domain-not-registered', { name, registry: legible(zone) });
}

/** The domain that people register, if a zone above it says that it is not there. */
export function unregisteredIn(resolution: AddressLookups, domain: DomainName): string | undefined {
  const zone = zoneOfAbsence(resolution);
  // Below `uk.com` people register names, too, although it is one itself.
  const options = { extractHostname: false, allowPrivateDomains: true };
  const registered = getDomain(domain, options);
  if (zone === undefined || registered === null || registered === zone) return undefined;
  return isNoName(resolution) && isWithin(registered, zone) ? registered : undefined;
}
