/** Writes docs/status-page.png: the status page of a network after a month, as a browser shows it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBrowser } from '../support/browser.ts';
import { startFunction } from '../support/function-process.ts';
import { storeOfMany } from '../support/many-domains.ts';

const PICTURE = fileURLToPath(new URL('../../docs/status-page.png', import.meta.url));
const DOMAINS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'picture-'));
const path = join(folder, 'domains.db');
await storeOfMany(path, DOMAINS);
const status = await startFunction('domainStatus', {
  STORE: `sqlite:${path}`,
  NETWORK_DOMAIN: 'network.example.com',
});
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  await page.goto(`${status.url}/?needs=customer&stage=failed`);
  // A few rows show as much as fifty.
  await page.evaluate(
    'document.querySelectorAll("tbody tr:nth-child(n+6)").forEach((row) => row.remove())',
  );
  await page.screenshot({ path: PICTURE, fullPage: true });
} finally {
  await browser.close();
  await status.close();
  rmSync(folder, { recursive: true });
}
