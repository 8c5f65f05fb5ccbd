import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { storeOfMany } from './many-domains.ts';

/** The status pages of networks of different sizes, and a browser to look at them with. */
export interface StatusBrowser extends AsyncDisposable {
  readonly browser: Browser;
  /** The address of the page of the network with `count` domains. */
  urlOf(count: number): string;
  /** The path of that network's store. */
  pathOf(count: number): string;
  /** Opens a page of its own, and collects every error on it. */
  opened(count: number, address: string, options?: BrowserContextOptions): Promise<View>;
}

export interface View extends AsyncDisposable {
  readonly page: Page;
  readonly faults: readonly string[];
}

export async function statusBrowser(counts: readonly number[]): Promise<StatusBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'status-page-'));
  const pathOf = (count: number) => join(folder, `${count}.db`);
  const statuses = new Map<number, FunctionProcess>();
  for (const count of counts) {
    await storeOfMany(pathOf(count), count);
    const environment = { STORE: `sqlite:${pathOf(count)}`, STATUS_CHECK_AGAIN: 'true' };
    statuses.set(count, await startFunction('domainStatus', environment));
  }
  const browser = await startBrowser();
  const urlOf = (count: number) => statuses.get(count)?.url ?? '';
  return {
    browser,
    urlOf,
    pathOf,
    async opened(count, address, options = {}) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('requestfailed', (request) => faults.push(request.url()));
      await page.goto(urlOf(count) + address);
      return { page, faults, [Symbol.asyncDispose]: () => context.close() };
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      for (const status of statuses.values()) await status.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The names of the domains in the list, once the whole page has loaded. */
export async function listed(page: Page): Promise<string[]> {
  await page.waitForLoadState();
  return page.locator('tbody th a .name').allTextContents();
}

export const heading = (page: Page) => page.locator('h1').textContent();
