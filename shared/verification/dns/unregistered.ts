import { getDomain } from 'tldts';
import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import { isWithin } from './client/wire-name.ts';
import { type AddressLookups, isNoName, zoneOfAbsence } from './host-resolution.ts';

/**
 * Distinguishes a domain that does not exist at all from a name that is missing in it: if it does not
 * exist, a zone above the registrable domain says that there is no such name. The registry has never heard
 * of the domain, has taken it out of its zone (on hold), or let it expire.
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

/** The registrable domain, if a zone above it says that it does not exist. */
export function unregisteredIn(resolution: AddressLookups, domain: DomainName): string | undefined {
  const zone = zoneOfAbsence(resolution);
  // People register names below `uk.com`, although that is a registered name itself.
  const options = { extractHostname: false, allowPrivateDomains: true };
  const registered = getDomain(domain, options);
  if (zone === undefined || registered === null || registered === zone) return undefined;
  return isNoName(resolution) && isWithin(registered, zone) ? registered : undefined;
}
