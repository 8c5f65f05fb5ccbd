import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onPath } from './on-path.ts';

/** The program that {@link startBrowser} needs, as `describeWith` takes it. */
export const BROWSER = 'chromium';

/**
 * A headless browser that makes no requests of its own, only those of the pages that it opens.
 *
 * @param more command-line arguments for Chromium
 */
export function startBrowser(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: onPath(BROWSER) ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  });
}

/**
 * The accessibility violations that axe finds, one line each.
 *
 * @param part the part of the page to examine, as a CSS selector
 */
export async function accessibilityFaults(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((selector) => axe.run(selector), part);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
