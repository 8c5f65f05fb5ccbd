/** The hosts that keep zones, recognized by the names of the zones' name servers. */

export interface DnsHost {
  /** The host's name, as its customers know it. */
  readonly name: string;
  /** The page on how to edit records there. */
  readonly help: string;
}

/**
 * The hosts of most zones, each with the endings of its name servers' names. A `*` stands for any
 * characters within a label, for hosts that number their servers. Two hosts that share name servers are
 * named together, with the page of the one that more people use.
 */
export const DNS_HOSTS: readonly (DnsHost & { readonly endings: readonly string[] })[] = [
  host(
    'Cloudflare',
    'https://developers.cloudflare.com/dns/manage-dns-records/how-to/create-dns-records/',
    'ns.cloudflare.com',
  ),
  host('GoDaddy', 'https://www.godaddy.com/help/manage-dns-records-680', 'domaincontrol.com'),
  host(
    'Namecheap',
    'https://www.namecheap.com/support/knowledgebase/article.aspx/767/10/how-to-change-dns-for-a-domain/',
    'registrar-servers.com',
    'namecheaphosting.com',
  ),
  host(
    'Amazon Route 53',
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-creating.html',
    'awsdns-*.com',
    'awsdns-*.net',
    'awsdns-*.org',
    'awsdns-*.co.uk',
  ),
  // Squarespace kept these name servers for the customers whom it took over from Google Domains.
  host(
    'Squarespace or Google Cloud DNS',
    'https://support.squarespace.com/hc/en-us/articles/360002101888',
    'googledomains.com',
  ),
  host(
    'Azure DNS',
    'https://learn.microsoft.com/azure/dns/dns-operations-recordsets-portal',
    'azure-dns.com',
    'azure-dns.net',
    'azure-dns.org',
    'azure-dns.info',
  ),
  host(
    'DigitalOcean',
    'https://docs.digitalocean.com/products/networking/dns/how-to/manage-records/',
    'digitalocean.com',
  ),
  host(
    'Hetzner',
    'https://docs.hetzner.com/networking/dns/',
    'ns.hetzner.com',
    'ns.hetzner.de',
    'first-ns.de',
    'second-ns.de',
    'second-ns.com',
  ),
  host(
    'OVHcloud',
    'https://help.ovhcloud.com/csm/en-dns-edit-dns-zone?id=kb_article_view&sysparm_article=KB0051684',
    'ovh.net',
    'ovh.ca',
    'anycast.me',
  ),
  host(
    'IONOS',
    'https://www.ionos.com/help/domains/dns-settings/',
    'ui-dns.com',
    'ui-dns.net',
    'ui-dns.org',
    'ui-dns.de',
    'ui-dns.biz',
    '1and1.com',
  ),
  host(
    'Gandi',
    'https://docs.gandi.net/en/domain_names/common_operations/dns_records.html',
    'gandi.net',
  ),
  host(
    'Hostinger',
    'https://www.hostinger.com/support/1583249-how-to-manage-dns-records-at-hostinger/',
    'dns-parking.com',
    'hostinger.com',
  ),
  host(
    'Bluehost',
    'https://www.bluehost.com/help/article/dns-management-add-edit-or-delete-dns-entries',
    'bluehost.com',
  ),
  host('HostGator', 'https://www.hostgator.com/help/article/changing-dns-records', 'hostgator.com'),
  host('DreamHost', 'https://help.dreamhost.com/hc/en-us/articles/360035516812', 'dreamhost.com'),
  host(
    'SiteGround',
    'https://www.siteground.com/kb/manage-dns-records/',
    'siteground.net',
    'siteground.us',
    'siteground.eu',
    'sgvps.net',
  ),
  host(
    'Wix',
    'https://support.wix.com/en/article/managing-dns-records-in-your-wix-account',
    'wixdns.net',
  ),
  host(
    'Squarespace',
    'https://support.squarespace.com/hc/en-us/articles/360002101888',
    'squarespacedns.com',
  ),
  host('WordPress.com', 'https://wordpress.com/support/domains/custom-dns/', 'wordpress.com'),
  host('Vercel', 'https://vercel.com/docs/domains/managing-dns-records', 'vercel-dns.com'),
  // Netlify's zones are served by NS1.
  host(
    'Netlify or NS1',
    'https://docs.netlify.com/domains-https/netlify-dns/dns-records/',
    'nsone.net',
  ),
  host('Linode', 'https://techdocs.akamai.com/cloud-computing/docs/dns-manager', 'linode.com'),
  host(
    'Vultr',
    'https://docs.vultr.com/products/network/dns/management/manage-records',
    'vultr.com',
  ),
  host(
    'DNSimple',
    'https://support.dnsimple.com/articles/record-editor/',
    'dnsimple.com',
    'dnsimple-edge.com',
    'dnsimple-edge.net',
    'dnsimple-edge.org',
  ),
  host('DNS Made Easy', 'https://support.dnsmadeeasy.com/', 'dnsmadeeasy.com'),
  host('ClouDNS', 'https://www.cloudns.net/wiki/', 'cloudns.net'),
  host('Name.com', 'https://www.name.com/support/articles/205188538', 'name.com'),
  host('Dynadot', 'https://www.dynadot.com/help/', 'dynadot.com', 'dyna-ns.net'),
  host(
    'Porkbun',
    'https://kb.porkbun.com/article/231-how-to-add-dns-records-on-porkbun',
    'porkbun.com',
  ),
  host(
    'Network Solutions',
    'https://www.networksolutions.com/help/article/manage-dns-adns-records',
    'worldnic.com',
  ),
  host('Register.com', 'https://www.register.com/help', 'register.com'),
  host('Strato', 'https://www.strato.de/faq/domains/', 'rzone.de'),
  host('INWX', 'https://kb.inwx.com/en-us/', 'inwx.de', 'inwx.com', 'inwx.eu'),
  host('netcup', 'https://helpcenter.netcup.com/en/wiki/domain/', 'netcup.net'),
  host('united-domains', 'https://help.united-domains.de/', 'udag.de', 'udagdns.de', 'udagdns.net'),
  host(
    'TransIP',
    'https://www.transip.eu/knowledgebase/entry/155-dns-and-nameservers/',
    'transip.net',
    'transip.nl',
    'transip.eu',
  ),
  host(
    'Infomaniak',
    'https://www.infomaniak.com/en/support/faq/admin2/domain',
    'infomaniak.ch',
    'infomaniak.com',
  ),
  host('Loopia', 'https://support.loopia.com/', 'loopia.se'),
  host('one.com', 'https://help.one.com/hc/en-us/articles/360000799298', 'one.com'),
  host(
    'Simply.com',
    'https://www.simply.com/en/support/faq/domain/339-about-dns-records/',
    'simply.com',
  ),
  host(
    'easyDNS',
    'https://kb.easydns.com/knowledge/how-to-make-a-dns-entry/',
    'easydns.com',
    'easydns.net',
    'easydns.org',
    'easydns.info',
  ),
  host('Hurricane Electric', 'https://dns.he.net/docs.html', 'he.net'),
  host('Alibaba Cloud', 'https://www.alibabacloud.com/help/en/dns/', 'alidns.com', 'hichina.com'),
  host('DNSPod', 'https://docs.dnspod.com/', 'dnspod.net', 'dnspod.com'),
  host('REG.RU', 'https://help.reg.ru/', 'reg.ru'),
  host('Akamai', 'https://techdocs.akamai.com/edge-dns/docs', 'akam.net'),
];

function host(name: string, help: string, ...endings: string[]) {
  return { name, help, endings };
}

/**
 * The host with these name servers; undefined if it is not known, or if they belong to several. A name
 * server's name is untrusted: it affects only what people are told.
 */
export function hostOf(nameServers: readonly string[]): DnsHost | undefined {
  const [first, ...others] = nameServers.map(hostWith);
  return first && others.every((one) => one === first)
    ? { name: first.name, help: first.help }
    : undefined;
}

function hostWith(nameServer: string): (typeof DNS_HOSTS)[number] | undefined {
  const labels = nameServer.toLowerCase().split('.');
  return DNS_HOSTS.find(({ endings }) =>
    endings.some((ending) => endsIn(labels, ending.split('.'))),
  );
}

/** Whether the name ends with these labels; a name server has at least one label before them. */
function endsIn(labels: readonly string[], ending: readonly string[]): boolean {
  if (labels.length <= ending.length) return false;
  return ending.every((wanted, at) => {
    const label = labels[labels.length - ending.length + at] ?? '';
    return wanted.endsWith('*') ? label.startsWith(wanted.slice(0, -1)) : label === wanted;
  });
}
