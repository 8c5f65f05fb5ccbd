/**
 * Name servers at which the owner of a domain can change no record. Their names are untrusted: they affect
 * only what people are told.
 */

/**
 * Those to which registrars move domains that have expired, or whose owner has not confirmed an address, each
 * as it appears in public reports of such domains.
 */
const HOLDING = [
  // Network Solutions and other registrars of the Newfold group.
  'pendingrenewaldeletion.com',
  // Tucows and its resellers, such as Hover.
  'renewyourname.net',
  // Public Domain Registry and its resellers: the addresses are 127.0.0.1.
  'suspended-domain.com',
  'failed-whois-verification.namecheap.com',
  'verify-contact-details.namecheap.com',
  // Alibaba Cloud.
  'expirens3.hichina.com',
  'expirens4.hichina.com',
  // CentralNic Reseller, once Hexonet.
  'emailverification.info',
  'onamae-expired.com',
  'expired.uniregistry-dns.com',
  'expired1.namebrightdns.com',
  'expired2.namebrightdns.com',
  'renewyourdomain.at.domainname.com',
] as const;

/**
 * Those of services that show advertisements or offer a domain for sale, as in
 * https://github.com/MISP/misp-warninglists, lists/parking-domain-ns, without the registrars in it, whose
 * servers have records of their customers as well.
 */
const PARKING = [
  'above.com',
  'afternic.com',
  'bodis.com',
  'cashparking.com',
  'dan.com',
  'dsredirection.com',
  'parkingcrew.net',
  'parklogic.com',
  'sedoparking.com',
  'undeveloped.com',
  'uniregistrymarket.link',
  'ztomy.com',
] as const;

/** Whether all of a zone's name servers are those for domains that have expired or are on hold. */
export function areOfHold(nameServers: readonly string[]): boolean {
  return areAllAmong(nameServers, HOLDING);
}

/** Whether all of a zone's name servers belong to a parking service. */
export function areOfParking(nameServers: readonly string[]): boolean {
  return areAllAmong(nameServers, PARKING);
}

function areAllAmong(nameServers: readonly string[], known: readonly string[]): boolean {
  const isKnown = (server: string) =>
    known.some((one) => server === one || server.endsWith(`.${one}`));
  return nameServers.length > 0 && nameServers.every((one) => isKnown(one.toLowerCase()));
}
