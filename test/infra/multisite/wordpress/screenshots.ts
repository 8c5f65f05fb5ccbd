/**
 * `npm run screenshots` takes the pictures of docs/wordpress, of a real WordPress in a real browser.
 */

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWordPress } from '../../../support/wordpress.ts';
import { installWordPress } from '../../../support/wordpress-installation.ts';
import { pubSub } from './pubsub.ts';
import { ADMIN, NETWORK_PAGE, SHOP, SITE_PAGE, shownNetwork } from './shown-network.ts';
import { browserOn } from './with-browser.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/wordpress/', import.meta.url));
const DESKTOP = { viewport: { width: 1000, height: 720 } };
const PHONE = { viewport: { width: 390, height: 760 } };

const installation = await installWordPress();
const wordPress = openWordPress(installation.folder);
await using pubsub = await pubSub();
try {
  const { network, server, customer, link, speak } = await shownNetwork(wordPress, pubsub);
  await using browser = await browserOn(network, server);

  const take = async (
    name: string,
    user: number | undefined,
    url: string,
    options: Parameters<typeof browser.open>[1],
  ) => {
    await using context = await browser.open(user, options);
    const page = await context.newPage();
    await page.goto(url);
    await page.screenshot({ path: `${FOLDER}${name}.png` });
    console.log(`docs/wordpress/${name}.png`);
  };

  mkdirSync(FOLDER, { recursive: true });
  await take('network', ADMIN, NETWORK_PAGE, DESKTOP);
  await take('domain', ADMIN, `${NETWORK_PAGE}&domain=${SHOP}`, DESKTOP);
  await take('link', undefined, link, PHONE);
  await take('link-dark', undefined, link, { ...PHONE, colorScheme: 'dark' });
  // Debian's package wordpress-l10n: the pages around the plugin's are in Romanian too.
  const romanian = 'wp-content/languages/ro_RO.mo';
  copyFileSync(
    join('/usr/share/wordpress', romanian),
    join(installation.folder, 'wordpress', romanian),
  );
  await speak('ro_RO');
  await take('customer-ro', customer, SITE_PAGE, DESKTOP);
} finally {
  await wordPress.close();
  await installation.close();
}
