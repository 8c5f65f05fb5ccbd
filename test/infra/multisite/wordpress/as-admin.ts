import type { Network } from '../../../support/wordpress.ts';
import type { Page, WebServer } from '../../../support/wordpress-web.ts';

const COOKIES = `
  $until = time() + HOUR_IN_SECONDS;
  return array(
    LOGGED_IN_COOKIE => wp_generate_auth_cookie( 1, $until, 'logged_in' ),
    AUTH_COOKIE      => wp_generate_auth_cookie( 1, $until, 'auth' ),
  );`;

/** Asks as the network's admin, who is logged in. */
export async function asAdmin(network: Network, server: WebServer, path: string): Promise<Page> {
  const cookies = await network.php(COOKIES);
  const cookie = Object.entries(Object(cookies))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('; ');
  return server.get('network.example.com', path, { cookie });
}
