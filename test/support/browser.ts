import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onPath } from './on-path.ts';

/** The program that {@link startBrowser} needs, as `describeWith` takes it. */
export const BROWSER = 'chromium';

/** A browser without a window, which asks nobody but the pages that it is sent to. */
export function startBrowser(): Promise<Browser> {
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
    ],
  });
}

/** What axe finds that people who cannot see or point would stumble over, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run());
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
