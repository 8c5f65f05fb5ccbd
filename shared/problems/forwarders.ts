/**
 * The addresses at which DNS hosts forward or park the domains of their customers, each as it appears in
 * public reports of such domains. The records with these addresses often are in no list of records: they
 * come and go with the forwarding.
 */
const FORWARDERS = [
  { host: 'GoDaddy', addresses: ['3.33.130.190', '15.197.148.33'] },
  // A prefix ends with a dot.
  { host: 'Namecheap', addresses: ['162.255.119.', '192.64.119.'] },
  { host: 'Porkbun', addresses: ['44.227.65.245', '44.227.76.166'] },
] as const;

/** The DNS host that forwards or parks domains at the address; undefined if none is known to. */
export function forwarderAt(address: string): string | undefined {
  const isAt = (known: string) =>
    known.endsWith('.') ? address.startsWith(known) : address === known;
  return FORWARDERS.find(({ addresses }) => addresses.some(isAt))?.host;
}
