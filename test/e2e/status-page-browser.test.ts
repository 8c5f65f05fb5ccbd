import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describeWith } from '../infra/deploy/tools.ts';
import { accessibilityFaults, BROWSER } from '../support/browser.ts';
import { share } from '../support/effort.ts';
import { heading, listed, type StatusBrowser, statusBrowser } from '../support/status-browser.ts';

const MANY = share(100_000);

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  'in light, on a desktop': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'in the dark, on a phone': { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
  'without JavaScript': { javaScriptEnabled: false, viewport: { width: 320, height: 640 } },
};

describeWith([BROWSER], 'the status page in a browser', () => {
  let statuses: StatusBrowser;

  before(async () => {
    statuses = await statusBrowser([0, 8, MANY]);
  });
  after(() => statuses[Symbol.asyncDispose]());

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
      it(`is accessible and fits the screen: ${address} of ${count} domains, ${look}`, async () => {
        await using view = await statuses.opened(count, address, options);
        // axe is a script, which a page without JavaScript cannot run.
        if (options.javaScriptEnabled !== false) {
          assert.deepEqual(await accessibilityFaults(view.page), []);
        }
        const isWider = await view.page.evaluate(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        assert.equal(isWider, false, 'it is wider than the window');
        const expected = /unknown|stage=x/.test(address) ? 1 : 0;
        // The browser logs an HTTP error itself.
        assert.equal(view.faults.length, expected, view.faults.join('\n'));
      });
    }
  }

  for (const [look, options] of Object.entries(LOOKS)) {
    it(`is searched, filtered and paged, ${look}`, async () => {
      await using view = await statuses.opened(MANY, '/', options);
      const { page } = view;
      assert.equal((await listed(page)).length, 50);
      for (const [link, first] of [
        ['Next page', 50],
        ['Next page', 100],
        ['Previous page', 50],
        ['Previous page', 0],
        ['Next page', 50],
        ['Next page', 100],
        ['First page', 0],
      ] as const) {
        await page.getByRole('link', { name: link }).click();
        const name = `shop-${String(first).padStart(6, '0')}.example.com`;
        assert.equal((await listed(page))[0], name, link);
      }

      await page.getByLabel('Name').fill('-00123');
      await page.getByRole('button', { name: 'Show' }).click();
      assert.deepEqual((await listed(page)).slice(0, 2), [
        'shop-001230.example.com',
        'shop-001231.example.com',
      ]);
      await page.getByLabel('Name').fill('');
      await page.getByLabel('Stage', { exact: true }).selectOption('failed');
      await page.getByLabel('Problem').selectOption('dns-wrong-address');
      await page.getByLabel('Site').fill('81');
      await page.getByRole('button', { name: 'Show' }).click();
      assert.equal((await listed(page))[0], 'shop-000080.example.com');
      assert.equal(await page.getByLabel('Problem').inputValue(), 'dns-wrong-address');

      await page.getByRole('link', { name: 'shop-000080.example.com' }).click();
      assert.equal(await heading(page), 'shop-000080.example.com');
      await page.getByRole('link', { name: 'All domains' }).click();
      assert.equal((await listed(page)).length, 50);
    });

    it(`requests another look at a domain, ${look}`, async () => {
      await using view = await statuses.opened(8, '/domains/shop-000000.example.com', options);
      await view.page.getByRole('button', { name: 'Check again' }).click();
      assert.equal(await heading(view.page), 'shop-000000.example.com');
      await view.page.getByText('due').waitFor();
    });
  }

  it('is paged to the last page and back', async () => {
    await using view = await statuses.opened(MANY, '/?stage=failed');
    const { page } = view;
    const next = page.getByRole('link', { name: 'Next page' });
    const pages = [await listed(page)];
    while ((await next.count()) > 0) {
      await next.click();
      pages.push(await listed(page));
    }
    const failed = Array.from({ length: MANY }, (_, n) => n).filter((n) => n % 120 === 80);
    assert.deepEqual(
      pages.flat(),
      failed.map((n) => `shop-${String(n).padStart(6, '0')}.example.com`),
    );
    const previous = page.getByRole('link', { name: 'Previous page' });
    for (const names of pages.toReversed().slice(1)) {
      await previous.click();
      assert.deepEqual(await listed(page), names);
    }
    assert.equal(await previous.count(), 0);
  });

  it('can be used with the keyboard alone', async () => {
    await using view = await statuses.opened(8, '/');
    const { page } = view;
    await tabTo(page, 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Name');
    await page.keyboard.type('shop-000000');
    await tabTo(page, 'Stage');
    await page.keyboard.type('checking-dns');
    await tabTo(page, 'Show');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=shop-000000&stage=checking-dns/);
    await tabTo(page, 'shop-000000.example.com');
    await page.keyboard.press('Enter');
    await page.waitForURL(/domains\/shop-000000/);
    await tabTo(page, 'Check again');
    await page.keyboard.press('Enter');
    await page.getByText('due').waitFor();
    assert.equal(await heading(page), 'shop-000000.example.com');
  });

  it('copies each part of a record at the press of a button', async () => {
    await using view = await statuses.opened(8, '/domains/shop-000000.example.com', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = view;
    const texts = await page.locator('[data-copy]').allTextContents();
    assert.deepEqual(texts, ['shop', 'shop.example.com', '203.0.113.7']);
    for (const [n, text] of texts.entries()) {
      const button = page.getByRole('button', { name: /^Copy / }).nth(n);
      await button.click();
      await page.getByText('Copied').nth(n).waitFor();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), text);
    }
  });
});

/** Presses Tab until the element with this label or text has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press('Tab');
    const named = await page.evaluate(
      '(({ labels, textContent }) => labels?.[0]?.textContent ?? textContent)(document.activeElement)',
    );
    if (named === name) return;
  }
  assert.fail(`${name} never had the focus`);
}
