import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { describeWith } from '../infra/deploy/tools.ts';
import { BROWSER } from '../support/browser.ts';
import { listed, type StatusBrowser, statusBrowser } from '../support/status-browser.ts';

const FEW = 8;
const STALE = /cannot be updated right now/;

describeWith([BROWSER], 'the status page that is open in a browser', () => {
  let statuses: StatusBrowser;
  let database: DatabaseSync;

  beforeEach(async () => {
    statuses = await statusBrowser([FEW]);
    database = new DatabaseSync(statuses.pathOf(FEW));
  });
  afterEach(async () => {
    database.close();
    await statuses[Symbol.asyncDispose]();
  });

  /** A page under a clock that the test moves. */
  async function watched(address: string) {
    const view = await statuses.opened(FEW, address);
    await view.page.clock.install();
    await view.page.reload();
    return view;
  }

  const forget = (n: number) =>
    database.prepare('DELETE FROM domains WHERE domain = ?').run(`shop-00000${n}.example.com`);

  /** A function that returns how often the page has made requests since. */
  function asked(page: Page) {
    let times = 0;
    page.on('request', (request) => {
      if (request.resourceType() === 'fetch') times += 1;
    });
    return () => times;
  }

  it('refreshes by itself, and leaves alone what somebody is typing', async () => {
    await using view = await watched('/');
    const { page } = view;
    forget(7);
    await page.clock.runFor(21_000);
    await page.getByText('7 domains are mapped').waitFor();
    assert.equal((await listed(page)).length, 7);

    await page.getByLabel('Name').fill('half a na');
    forget(6);
    await page.clock.runFor(21_000);
    await page.getByText('6 domains are mapped').waitFor();
    assert.equal((await listed(page)).length, 7);
    assert.equal(await page.getByLabel('Name').inputValue(), 'half a na');
    await page.getByText(/^As of .* The part of the page that you are using is older\.$/).waitFor();
  });

  it('keeps a filter that somebody has chosen until they apply it', async () => {
    await using view = await watched('/');
    const { page } = view;
    await page.getByLabel('Stage', { exact: true }).selectOption('failed');
    await page.getByRole('heading', { level: 1 }).click();
    forget(7);
    await page.clock.runFor(21_000);
    await page.getByText('7 domains are mapped').waitFor();
    assert.equal(await page.getByLabel('Stage', { exact: true }).inputValue(), 'failed');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/stage=failed/);
    await page.clock.runFor(21_000);
    assert.equal(await page.getByText('that you are using').count(), 0);
  });

  it('keeps a table open that somebody has opened', async () => {
    await using view = await watched('/');
    const { page } = view;
    await page.getByText('As a table').first().click();
    await page.getByRole('heading', { level: 1 }).click();
    forget(7);
    await page.clock.runFor(21_000);
    await page.getByText('7 domains are mapped').waitFor();
    assert.equal(await page.locator('details').first().getAttribute('open'), '');
  });

  it('shows the records to create for as long as they are missing', async () => {
    const domain = 'shop-000000.example.com';
    await using view = await watched(`/domains/${domain}`);
    const { page } = view;
    const change = (json: string) =>
      database
        .prepare(
          "UPDATE domains SET record = json_set(record, '$.problems.dns', json(?)) WHERE domain = ?",
        )
        .run(json, domain);
    const { dns } = Object(
      database
        .prepare("SELECT record ->> '$.problems.dns' AS dns FROM domains WHERE domain = ?")
        .get(domain),
    );
    change('[]');
    await page.clock.runFor(21_000);
    await page.getByText('203.0.113.7').first().waitFor({ state: 'detached' });
    assert.deepEqual(await sectionsOf(page), ['now', 'problems', 'certificate', 'history']);

    change(dns);
    await page.clock.runFor(21_000);
    await page.getByRole('button', { name: 'Copy the value, 203.0.113.7' }).waitFor();
    assert.deepEqual(await sectionsOf(page), [
      'now',
      'problems',
      'records',
      'certificate',
      'history',
    ]);
  });

  it('says that a domain is no longer known', async () => {
    await using view = await watched('/domains/shop-000001.example.com');
    forget(1);
    await view.page.clock.runFor(21_000);
    await view.page.getByText('There is no such domain').first().waitFor();
  });

  it('says that it is not up to date, retries less and less often, and recovers', async () => {
    await using view = await watched('/');
    const { page } = view;
    await page.route(`${statuses.urlOf(FEW)}/`, (route) => route.abort());
    const times = asked(page);
    await page.clock.runFor(20_500);
    await page.getByText(STALE).waitFor();
    assert.equal(await page.getByText('8 domains are mapped').count(), 1);
    for (let n = 0; n < 10; n += 1) await page.clock.runFor(30_000);
    assert.ok(times() <= 6, `${times()} times`);
    await page.unroute(`${statuses.urlOf(FEW)}/`);
    await page.clock.runFor(600_000);
    await page.getByText(STALE).waitFor({ state: 'detached' });
  });

  it('does not mistake the page of another program for its own', async () => {
    await using view = await watched('/');
    const { page } = view;
    await page.route(`${statuses.urlOf(FEW)}/`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Sign in</title>' }),
    );
    await page.clock.runFor(21_000);
    await page.getByText(STALE).waitFor();
    assert.equal(await page.getByText('8 domains are mapped').count(), 1);
  });

  it('refreshes rarely while nobody uses it, and at once when somebody returns', async () => {
    await using view = await watched('/');
    const { page } = view;
    for (let n = 0; n < 62; n += 1) await page.clock.runFor(10_000);
    const times = asked(page);
    for (let n = 0; n < 60; n += 1) await page.clock.runFor(10_000);
    assert.ok(times() <= 3, `${times()} times in ten minutes`);
    forget(7);
    await page.keyboard.press('Shift');
    await page.clock.runFor(1000);
    await page.getByText('7 domains are mapped').waitFor();
  });
});

function sectionsOf(page: Page): Promise<unknown> {
  return page.evaluate('[...document.querySelectorAll("section")].map(({ id }) => id)');
}
