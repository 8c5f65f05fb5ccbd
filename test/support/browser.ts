import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onPath } from './on-path.ts';

/** The program that {@link startBrowser} needs, as `describeWith` takes it. */
export const BROWSER = 'chromium';

/**
 * A browser without a window, which asks nobody but the pages that it is sent to.
 *
 * @param more arguments of Chromium
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
 * The obstacles that axe finds for people who cannot see or point, one line each.
 *
 * @param part of the page, as a selector
 */
export async function accessibilityFaults(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate((selector) => axe.run(selector), part);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
