import type { Network, WordPress } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { liveDomain, SECRET, tellOf, wrongDomain } from './diagnoses.ts';
import { createSite, mapDomain, publishingNetwork } from './in-wordpress.ts';
import type { PubSub } from './pubsub.ts';

export const SHOP = 'shop.example.com';
export const NETWORK_PAGE =
  'http://network.example.com/wp-admin/network/admin.php?page=closte-domain-sync';
export const SITE_PAGE =
  'http://customer.network.example.com/wp-admin/tools.php?page=closte-domain-sync';
export const ADMIN = 1;

/** A network with diagnoses of its domains, and with a customer, for a browser. */
export interface ShownNetwork {
  readonly network: Network;
  readonly server: WebServer;
  /** The customer's site. */
  readonly site: number;
  /** The user who manages the site. */
  readonly customer: number;
  /** The address of Ultimate Multisite's page of {@link SHOP}. */
  readonly ultimatePage: string;
  /** The address of the link for {@link SHOP}. */
  readonly link: string;
  /** The language of its pages: `ro_RO`; '' is English. */
  speak(locale: string): Promise<unknown>;
}

/** @param more further domains of the customer that point elsewhere, besides {@link SHOP} */
export async function shownNetwork(
  wordPress: WordPress,
  pubsub: PubSub,
  ...more: readonly string[]
): Promise<ShownNetwork> {
  const network = await publishingNetwork(wordPress, pubsub, {
    ultimateMultisite: '2.4',
    constants: { CLOSTE_SYNC_PROOF_SECRET: SECRET, COOKIE_DOMAIN: '.network.example.com' },
  });
  const server = await network.serve();
  const site = await createSite(network, 'customer.network.example.com');
  const customer = await network.php(
    "$id = wpmu_create_user( 'customer', 'password', 'customer@example.org' ); add_user_to_blog( $given, $id, 'administrator' ); return $id;",
    site,
  );
  const id = await mapDomain(network, SHOP, site);
  await tellOf(server, wrongDomain(SHOP, site));
  for (const domain of more) {
    await mapDomain(network, domain, site);
    await tellOf(server, wrongDomain(domain, site));
  }
  await tellOf(server, liveDomain('live.example.com', 1));
  const link = await network.php(
    `Closte_Domain_Sync\\change_row( $given, array( 'link_salt' => 'salt' ) );
    return Closte_Domain_Sync\\link_url( Closte_Domain_Sync\\find_diagnosis( $given ), time() + 3600 );`,
    SHOP,
  );
  return {
    network,
    server,
    site,
    customer: Number(customer),
    ultimatePage: `http://network.example.com/wp-admin/network/admin.php?page=wp-ultimo-edit-domain&id=${id}`,
    link: String(link),
    speak: (locale) =>
      network.php(
        `update_network_option( null, 'WPLANG', $given );
        foreach ( get_sites( array( 'fields' => 'ids' ) ) as $site ) { update_blog_option( $site, 'WPLANG', $given ); }`,
        locale,
      ),
  };
}
