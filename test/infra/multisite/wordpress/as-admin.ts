import type { Network } from '../../../support/wordpress.ts';
import { NETWORK_DOMAIN } from '../../../support/wordpress-installation.ts';
import type { Page, WebServer } from '../../../support/wordpress-web.ts';

const COOKIES = `
  $until = time() + HOUR_IN_SECONDS;
  // One session, so that the nonces of a page are valid in the next request.
  $token = WP_Session_Tokens::get_instance( $given )->create( $until );
  return array(
    LOGGED_IN_COOKIE => wp_generate_auth_cookie( $given, $until, 'logged_in', $token ),
    AUTH_COOKIE      => wp_generate_auth_cookie( $given, $until, 'auth', $token ),
  );`;

/** The network's admin. */
const ADMIN = 1;

/** A user who is logged in, by name and value of each cookie. */
export async function cookiesOf(network: Network, user = ADMIN): Promise<Map<string, string>> {
  const cookies = await network.php(COOKIES, user);
  return new Map(Object.entries(Object(cookies)).map(([name, value]) => [name, String(value)]));
}

/** A client that behaves like a user's browser. */
export interface Visitor {
  get(path: string, host?: string): Promise<Page>;
  /** Sends a form. */
  post(path: string, fields: Readonly<Record<string, string>>, host?: string): Promise<Page>;
}

/** A user who is logged in. */
export async function visitorAs(
  network: Network,
  server: WebServer,
  user = ADMIN,
): Promise<Visitor> {
  const cookies = [...(await cookiesOf(network, user))];
  const cookie = cookies.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ');
  return {
    get: (path, host = NETWORK_DOMAIN) => server.get(host, path, { cookie }),
    post: (path, fields, host = NETWORK_DOMAIN) =>
      server.send('POST', host, path, new URLSearchParams(fields).toString(), { cookie }),
  };
}

/** Makes requests as the network's admin, logged in. */
export async function asAdmin(network: Network, server: WebServer, path: string): Promise<Page> {
  return (await visitorAs(network, server)).get(path);
}

/** The fields of the form with the first button with this text. */
export function formOf({ body }: Page, text: string): Record<string, string> {
  const [, id] = new RegExp(`<button [^>]*form="([^"]*)"[^>]*>${text}<`).exec(body) ?? [];
  const form = body.split(`<form id="${id}"`)[1]?.split('</form>')[0] ?? '';
  const fields = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}
