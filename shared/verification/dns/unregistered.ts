import { getDomain } from 'tldts';
import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import { isWithin } from './client/wire-name.ts';
import { type AddressLookups, zoneOfAbsence } from './host-resolution.ts';

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
  const registered = registeredIn(domain);
  if (zone === undefined || registered === null) return undefined;
  if (registered === zone || !isWithin(registered, zone)) return undefined;
  return problem('domain-not-registered', { name: registered, registry: legible(zone) });
}

/** Below `uk.com` people register names, too, although it is one itself. */
function registeredIn(domain: DomainName): string | null {
  return getDomain(domain, { extractHostname: false, allowPrivateDomains: true });
}
