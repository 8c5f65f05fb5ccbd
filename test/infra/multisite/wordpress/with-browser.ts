import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from '../../../support/browser.ts';
import type { Network } from '../../../support/wordpress.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';
import { cookiesOf } from './as-admin.ts';

/** A browser in which users of a network are logged in. */
export interface NetworkBrowser extends AsyncDisposable {
  /** A window of its own, for a user, or for nobody. */
  open(user: number | undefined, options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** Its resolver maps every name to the network's server. */
export async function browserOn(network: Network, server: WebServer): Promise<NetworkBrowser> {
  const browser = await startBrowser(`--host-resolver-rules=MAP * ${new URL(server.origin).host}`);
  return {
    async open(user, options = {}) {
      const context = await browser.newContext(options);
      const cookies = user === undefined ? [] : [...(await cookiesOf(network, user))];
      await context.addCookies(
        cookies.map(([name, value]) => ({
          name,
          value: encodeURIComponent(value),
          domain: '.network.example.com',
          path: '/',
        })),
      );
      return context;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}

/** By how many pixels the widest part overflows its container. */
export function overflow(page: Page, parts: string): Promise<number> {
  return page
    .locator(parts)
    .evaluateAll((all) =>
      Math.max(...all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)),
    );
}
