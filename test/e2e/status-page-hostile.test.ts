import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { parseDomainName } from '../../shared/domain-name.ts';
import { problem } from '../../shared/problems/catalogue.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { describeWith } from '../infra/deploy/tools.ts';
import { accessibilityFaults, BROWSER } from '../support/browser.ts';
import { aRecord, certificate, dnsWrong, shop } from '../support/records.ts';
import { type StatusBrowser, statusBrowser } from '../support/status-browser.ts';

const MARKUP = `</title>"'><script>alert(1)</script><img src=/x onerror=alert(1)>`;
const WORD = 'w'.repeat(400);
const longest = parseDomainName(
  `${['a', 'b', 'c'].map((letter) => letter.repeat(63)).join('.')}.${'d'.repeat(49)}.example.com`,
);
const hostile = parseDomainName('hostile.example.com');
const EMPTY = 0;

describeWith([BROWSER], 'the status page in a browser under attack', () => {
  let statuses: StatusBrowser;
  let evil: Server;
  let evilUrl: string;

  before(async () => {
    statuses = await statusBrowser([EMPTY]);
    const store = await sqliteStore(statuses.pathOf(EMPTY));
    const failed = aRecord({ stage: 'failed', nextCheckAt: null });
    const withMarkup = aRecord({
      domain: hostile,
      certificate: { ...certificate, issuer: MARKUP, validTo: MARKUP, names: [MARKUP] },
      problems: {
        closte: [problem('closte-unavailable', { reason: MARKUP })],
        dns: [{ code: 'dns-no-records', severity: 'error', message: MARKUP, remedy: MARKUP }],
        certificate: [],
      },
      history: [{ at: 0, from: 'failed', to: 'checking-dns', reason: MARKUP }],
    });
    const withLongWords = aRecord({
      domain: longest,
      certificate: { ...certificate, issuer: WORD, validTo: WORD, names: [WORD] },
      problems: {
        closte: [problem('closte-unavailable', { reason: WORD })],
        dns: dnsWrong.problems,
        certificate: [],
      },
      history: [{ at: 0, from: 'failed', to: 'checking-dns', reason: WORD }],
    });
    for (const record of [failed, withMarkup, withLongWords]) {
      await store.update(record.domain, record.siteId, () => record);
    }
    const circuit = { failures: 1, pauses: 0, pausedUntil: null, cause: 'failing' } as const;
    await store.changeSettings((settings) => ({
      ...settings,
      hosts: { aliasHost: { circuit: { ...circuit, reason: MARKUP + WORD } } },
    }));
    await store.close();

    // A different site from that of the status page, which is at an IP address.
    evil = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Evil</title>');
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const address = evil.address();
    assert.ok(address instanceof Object);
    evilUrl = `http://localhost:${address.port}/`;
  });
  after(async () => {
    evil.close();
    await statuses[Symbol.asyncDispose]();
  });

  async function stored() {
    const store = await sqliteStore(statuses.pathOf(EMPTY), 'read');
    const record = await store.get(shop);
    await store.close();
    return record;
  }

  const query = encodeURIComponent(MARKUP);
  for (const address of [
    '/',
    `/domains/${hostile}`,
    `/?q=${query}`,
    `/?pageToken=${query}`,
    `/domains/${query}`,
  ]) {
    it(`runs no script of a stranger: ${address.slice(0, 40)}`, async () => {
      const context = await statuses.browser.newContext();
      const page = await context.newPage();
      const alerts: string[] = [];
      page.on('dialog', (dialog) => {
        alerts.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(statuses.urlOf(EMPTY) + address);
      assert.equal(await page.locator('script').count(), 1);
      assert.equal(await page.locator('img').count(), 0);
      assert.ok((await page.locator('html').innerHTML()).includes('&lt;script&gt;alert(1)'));
      assert.deepEqual(alerts, []);
      await context.close();
    });
  }

  for (const address of [
    '/',
    `/domains/${longest}`,
    `/?q=${WORD}`,
    `/?q=${longest}`,
    `/domains/${WORD}.example.com`,
    `/domains/x${longest.slice(1)}`,
  ]) {
    it(`fits a phone and a screen reader, however long a word is: ${address.slice(0, 40)}`, async () => {
      await using view = await statuses.opened(EMPTY, address, {
        viewport: { width: 320, height: 640 },
      });
      const isWider = await view.page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      assert.equal(isWider, false);
      assert.deepEqual(await accessibilityFaults(view.page), []);
    });
  }

  /** Runs a page of another site in a browser that has access to the status page. */
  async function attack(script: string): Promise<{ page: Page; result: unknown }> {
    const page = await statuses.browser.newPage();
    await page.goto(evilUrl);
    const result = await page.evaluate(script);
    return { page, result };
  }

  const checkUrl = () => `${statuses.urlOf(EMPTY)}/domains/${shop}/check`;

  it('refuses a form of another site that asks to look at a domain again', async () => {
    const before = await stored();
    const { page } = await attack(`
      const form = Object.assign(document.createElement('form'), { method: 'post', action: '${checkUrl()}' });
      document.body.append(form);
      form.submit();
    `);
    await page.getByText('Origin: is foreign').waitFor();
    assert.deepEqual(await stored(), before);
    await page.close();
  });

  it('refuses a script of another site that asks to look at a domain again', async () => {
    const before = await stored();
    const { page, result } = await attack(
      `fetch('${checkUrl()}', { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(({ type }) => type, String)`,
    );
    assert.match(String(result), /opaque|TypeError/);
    assert.deepEqual(await stored(), before);
    await page.close();
  });

  it('lets no other site read it', async () => {
    const { page, result } = await attack(
      `fetch('${statuses.urlOf(EMPTY)}/domains').then(() => 'read', String)`,
    );
    assert.match(String(result), /TypeError/);
    await page.close();
  });

  it('lets no other site load it as a script', async () => {
    const { page, result } = await attack(`new Promise((resolve) => {
      const script = Object.assign(document.createElement('script'), {
        src: '${statuses.urlOf(EMPTY)}/domains', onload: () => resolve('loaded'), onerror: () => resolve('refused'),
      });
      document.body.append(script);
    })`);
    assert.equal(result, 'refused');
    await page.close();
  });

  it('lets no other site frame it', async () => {
    const { page } = await attack(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: '${statuses.urlOf(EMPTY)}/', onload: resolve });
      document.body.append(frame);
    }).then(() => {})`);
    const [, frame] = page.frames();
    assert.equal(await frame?.getByText('Mapped domains').count(), 0);
    await page.close();
  });

  it('lets no other site keep a reference to its window', async () => {
    const { page, result } = await attack(`new Promise((resolve) => {
      const opened = window.open('${statuses.urlOf(EMPTY)}/');
      setInterval(() => opened.closed && resolve('lost'), 50);
      setTimeout(() => resolve('held'), 20_000);
    })`);
    assert.equal(result, 'lost');
    await page.close();
  });
});
