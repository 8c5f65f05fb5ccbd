import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { describeWith } from '../infra/deploy/tools.ts';
import { accessibilityFaults, BROWSER, startBrowser } from '../support/browser.ts';
import { share } from '../support/effort.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { storeOfMany } from '../support/many-domains.ts';

const MANY = share(100_000);

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  'in light, on a desktop': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'in the dark, on a phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  'without JavaScript': { javaScriptEnabled: false },
};

describeWith([BROWSER], 'the status page in a browser', () => {
  let browser: Browser;
  let folder: string;
  const statuses = new Map<number, FunctionProcess>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'status-page-'));
    for (const count of [0, 8, MANY]) {
      const path = join(folder, `${count}.db`);
      await storeOfMany(path, count);
      const environment = { STORE: `sqlite:${path}`, STATUS_CHECK_AGAIN: 'true' };
      statuses.set(count, await startFunction('domainStatus', environment));
    }
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    for (const status of statuses.values()) await status.close();
    await rm(folder, { recursive: true });
  });

  /** A page of its own, with all that went wrong on it. */
  async function opened(count: number, address: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('requestfailed', (request) => faults.push(request.url()));
    await page.goto(`${statuses.get(count)?.url}${address}`);
    return { page, faults, [Symbol.asyncDispose]: () => context.close() };
  }

  const rows = (page: Page) => page.locator('tbody th a .name').allTextContents();
  const heading = (page: Page) => page.locator('h1').textContent();

  for (const [count, address] of [
    [0, '/'],
    [8, '/'],
    [MANY, '/'],
    [8, '/?q=%3Cb%3E'],
    [8, '/?stage=x'],
    [8, '/domains/shop-000000.example.com'],
    [8, '/domains/shop-000001.example.com'],
    [8, '/domains/unknown.example.com'],
  ] as const) {
    for (const [look, options] of Object.entries(LOOKS)) {
      it(`has nothing that people stumble over: ${address} of ${count} domains, ${look}`, async () => {
        await using view = await opened(count, address, options);
        // What axe needs itself is a script, which a page without one does not run.
        if (options.javaScriptEnabled !== false) {
          assert.deepEqual(await accessibilityFaults(view.page), []);
        }
        const widths = await view.page.locator('html').boundingBox();
        const { width = 0 } = view.page.viewportSize() ?? {};
        assert.ok((widths?.width ?? 0) <= width, 'it is wider than the window');
        const expected = /unknown|stage=x/.test(address) ? 1 : 0;
        // The browser itself tells of an answer that is an error.
        assert.equal(view.faults.length, expected, view.faults.join('\n'));
      });
    }
  }

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is searched, filtered and paged, ${look}`, async () => {
      await using view = await opened(MANY, '/', options);
      const { page } = view;
      assert.equal((await rows(page)).length, 50);
      await page.getByRole('link', { name: 'Next page' }).click();
      assert.equal((await rows(page))[0], 'shop-000050.example.com');
      await page.getByRole('link', { name: 'First page' }).click();
      assert.equal((await rows(page))[0], 'shop-000000.example.com');

      await page.getByLabel('Name').fill('-00123');
      await page.getByRole('button', { name: 'Show' }).click();
      assert.deepEqual((await rows(page)).slice(0, 2), [
        'shop-001230.example.com',
        'shop-001231.example.com',
      ]);
      await page.getByLabel('Name').fill('');
      await page.getByLabel('Stage', { exact: true }).selectOption('failed');
      await page.getByLabel('Problem').selectOption('dns-wrong-address');
      await page.getByRole('button', { name: 'Show' }).click();
      assert.equal((await rows(page))[0], 'shop-000080.example.com');
      assert.equal(await page.getByLabel('Problem').inputValue(), 'dns-wrong-address');

      await page.getByRole('link', { name: 'shop-000080.example.com' }).click();
      assert.equal(await heading(page), 'shop-000080.example.com');
      await page.getByRole('link', { name: 'All domains' }).click();
      assert.equal((await rows(page)).length, 50);
    });

    it(`has a domain looked at again, ${look}`, async () => {
      await using view = await opened(8, '/domains/shop-000000.example.com', options);
      await view.page.getByRole('button', { name: 'Check again' }).click();
      assert.equal(await heading(view.page), 'shop-000000.example.com');
      await view.page.getByText('due').waitFor();
    });
  }

  it('is used with the keyboard alone', async () => {
    await using view = await opened(8, '/');
    const { page } = view;
    await page.keyboard.press('Tab');
    assert.equal(await page.locator(':focus').textContent(), 'Skip to the content');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name').focus();
    await page.keyboard.type('shop-000003');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=shop-000003/);
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.locator(':focus').textContent();
      if (focused === 'shop-000003.example.com') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/domains\/shop-000003/);
    assert.equal(await heading(page), 'shop-000003.example.com');
  });

  it('copies each part of a record with a press of a button', async () => {
    await using view = await opened(8, '/domains/shop-000000.example.com', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await view.page.getByRole('button', { name: 'Copy the value, 203.0.113.7' }).click();
    await view.page.getByText('Copied').waitFor();
    const copied = await view.page.evaluate('navigator.clipboard.readText()');
    assert.equal(copied, '203.0.113.7');
  });

  it('stays up to date by itself, and leaves alone what somebody is typing', async () => {
    await using view = await opened(8, '/');
    const { page } = view;
    // The script is loaded anew under a clock that the test moves.
    await page.clock.install();
    await page.reload();
    const path = join(folder, '8.db');
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path);
    const remove = (n: number) =>
      database.prepare('DELETE FROM domains WHERE domain = ?').run(`shop-00000${n}.example.com`);

    remove(7);
    await page.clock.runFor(21_000);
    await page.getByText('7 domains are mapped').waitFor();
    assert.equal((await rows(page)).length, 7);

    await page.getByLabel('Name').fill('half a na');
    remove(6);
    await page.clock.runFor(21_000);
    await page.getByText('6 domains are mapped').waitFor();
    assert.equal((await rows(page)).length, 7);
    assert.equal(await page.getByLabel('Name').inputValue(), 'half a na');
    database.close();
  });
});
