import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { accessibilityFaults, BROWSER } from '../../../support/browser.ts';
import { describeWith } from '../../deploy/tools.ts';
import { IP, tellOf, wrongDomain } from './diagnoses.ts';
import { describeInWordPress } from './in-wordpress.ts';
import { type PubSub, pubSub } from './pubsub.ts';
import {
  ADMIN,
  NETWORK_PAGE,
  SHOP,
  type ShownNetwork,
  SITE_PAGE,
  shownNetwork,
} from './shown-network.ts';
import { browserOn, type NetworkBrowser, overflow } from './with-browser.ts';

const LONG = `${'a-very-long-name-'.repeat(3)}indeed.${'another-label-'.repeat(3)}end.example.com`;
const PHONE = { viewport: { width: 360, height: 740 } };

describeWith([BROWSER], 'in a browser', () => {
  describeInWordPress('the plugin’s pages', (wordPress) => {
    let pubsub: PubSub;
    let shown: ShownNetwork;
    let browser: NetworkBrowser;
    before(async () => {
      pubsub = await pubSub();
      shown = await shownNetwork(await wordPress(), pubsub, LONG);
      browser = await browserOn(shown.network, shown.server);
    });
    after(async () => {
      await browser?.[Symbol.asyncDispose]();
      await pubsub[Symbol.asyncDispose]();
    });

    async function withPage(
      user: number | undefined,
      url: string,
      see: (page: Page) => Promise<void>,
      options = {},
    ): Promise<void> {
      const context = await browser.open(user, options);
      try {
        const page = await context.newPage();
        const response = await page.goto(url);
        assert.equal(response?.status(), 200, url);
        await see(page);
      } finally {
        await context.close();
      }
    }

    interface Shown {
      readonly user: number | undefined;
      readonly url: string;
      /** The part of the page that is the plugin's. */
      readonly part: string;
    }
    const PAGES: Readonly<Record<string, () => Shown>> = {
      'of all domains': () => ({ user: ADMIN, url: NETWORK_PAGE, part: '.wrap' }),
      'of a domain': () => ({
        user: ADMIN,
        url: `${NETWORK_PAGE}&domain=${SHOP}`,
        part: '.wrap',
      }),
      'of Ultimate Multisite': () => ({
        user: ADMIN,
        url: shown.ultimatePage,
        part: '#closte-domain-sync',
      }),
      'of a customer': () => ({ user: shown.customer, url: SITE_PAGE, part: '.wrap' }),
      'of a link': () => ({ user: undefined, url: shown.link, part: 'html' }),
    };

    for (const [what, of] of Object.entries(PAGES)) {
      it(`that ${what} can be used by everybody, in English and Romanian`, async () => {
        const { user, url, part } = of();
        for (const isRomanian of [false, true]) {
          await shown.speak(isRomanian ? 'ro_RO' : '');
          await withPage(user, url, async (page) => {
            assert.deepEqual(await accessibilityFaults(page, part), []);
            const text = (await page.textContent('body')) ?? '';
            assert.match(text, isRomanian ? /DNS-ul nu este în regulă/ : /DNS is not right/);
          });
        }
        await shown.speak('');
      });

      it(`that ${what} is no wider than a phone, from left to right and from right to left`, async () => {
        const { user, url } = of();
        await withPage(
          user,
          url,
          async (page) => {
            assert.ok((await overflow(page, '.closte-sync, h1, h2')) <= 0, 'left to right');
            await page.evaluate("document.documentElement.dir = 'rtl'");
            assert.ok((await overflow(page, '.closte-sync, h1, h2')) <= 0, 'right to left');
          },
          PHONE,
        );
      });
    }

    it('that of all domains has most room for what is wrong, and shows the stages on a phone too', async () => {
      await withPage(ADMIN, NETWORK_PAGE, async (page) => {
        const widths = await page
          .locator('thead th')
          .evaluateAll((all) => all.map(({ clientWidth }) => clientWidth));
        assert.equal(Math.max(...widths), widths[2], widths.join());
      });
      await withPage(
        ADMIN,
        NETWORK_PAGE,
        async (page) => {
          assert.equal(await page.getByText('DNS is not right').first().isVisible(), true);
        },
        PHONE,
      );
    });

    it('that of all domains has the search at the end of the list on a phone', async () => {
      await withPage(
        ADMIN,
        NETWORK_PAGE,
        async (page) => {
          const top = (part: string) =>
            page
              .locator(part)
              .first()
              .evaluate((one) => one.getBoundingClientRect().top);
          assert.ok((await top('.search-box')) < (await top('summary:has-text("E-mails")')));
          assert.ok((await top('.search-box')) > (await top('.tablenav.bottom')));
        },
        PHONE,
      );
    });

    it('break no type of a record, however long its name and value are', async () => {
      await withPage(ADMIN, shown.ultimatePage, async (page) => {
        const lines = await page.evaluate(`
          document.querySelectorAll('.closte-sync-records tr').forEach(({ cells }) => {
            const texts = [...cells].map((cell) => cell.querySelector('code'));
            const long = ['CNAME', 'n'.repeat(250), 'v'.repeat(1500), '86400'];
            texts.forEach((text, n) => { if (text) text.textContent = long[n]; });
          });
          [...document.querySelectorAll('.closte-sync-records .is-short code')]
            .map((word) => word.getClientRects().length)`);
        assert.deepEqual(lines, [1, 1, 1]);
      });
    });

    it('show the notice of a check once, and not when they are reloaded', async () => {
      const url = `${NETWORK_PAGE}&domain=${SHOP}`;
      await withPage(ADMIN, `${url}&closte-sync=wait`, async (page) => {
        assert.equal(await page.getByText('Try again in a minute').isVisible(), true);
        await page.reload();
        assert.equal(await page.getByText('Try again in a minute').count(), 0);
      });
    });

    it('of Ultimate Multisite has the stage in line with the rest of the box', async () => {
      await withPage(ADMIN, shown.ultimatePage, async (page) => {
        await page.evaluate("document.querySelector('.metabox-holder').id = 'poststuff'");
        const left = (part: string) =>
          page.locator(part).evaluate((one) => one.getBoundingClientRect().left);
        assert.equal(
          await left('#closte-domain-sync .closte-sync-title > *'),
          await left('#closte-domain-sync .closte-sync-way'),
        );
      });
    });

    it('of a link can be read in dark mode, and on paper', async () => {
      await withPage(
        undefined,
        shown.link,
        async (page) => {
          assert.deepEqual(await accessibilityFaults(page), []);
          await page.emulateMedia({ media: 'print', colorScheme: 'light' });
          assert.equal(await page.locator('.closte-sync-copy').first().isVisible(), false);
          assert.equal(await page.getByText(IP, { exact: true }).first().isVisible(), true);
        },
        { colorScheme: 'dark' },
      );
    });

    it('of a link shows changes to returning visitors, and its values can still be copied', async () => {
      await withPage(undefined, shown.link, async (page) => {
        const comeBack = () =>
          page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        await page.evaluate("document.querySelector('#closte-sync-live h2').id = 'kept'");
        const answered = page.waitForResponse(/closte-domain=/);
        await comeBack();
        await (await answered).finished();
        assert.equal(await page.locator('#kept').count(), 1, 'the unchanged section was replaced');

        const { site } = shown;
        await tellOf(shown.server, wrongDomain(SHOP, site, '198.51.100.77'));
        await comeBack();
        await page.getByText('198.51.100.77, which is not this network').waitFor();
        await page.locator('.closte-sync-copy').last().click();
        await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
        await tellOf(shown.server, wrongDomain(SHOP, site));
      });
    });

    it('of a link shows a domain of usual length in one line on a small phone', async () => {
      await withPage(
        undefined,
        shown.link,
        async (page) => {
          const lines = await page.evaluate(`
            const text = document.createRange();
            text.selectNodeContents(document.querySelector('h1'));
            text.getClientRects().length`);
          assert.equal(lines, 1);
        },
        { viewport: { width: 320, height: 640 } },
      );
    });

    it('of a link that is revoked says so to people who have it open', async () => {
      const { network, link } = shown;
      const salted = (salt: string) =>
        network.php(
          `Closte_Domain_Sync\\change_row( '${SHOP}', array( 'link_salt' => $given ) );`,
          salt,
        );
      await withPage(undefined, link, async (page) => {
        await salted('another');
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        await page.getByText('Ask the person who sent it to you').waitFor();
      });
      await salted('salt');
    });

    it('copy a value with the mouse, and with the keyboard', async () => {
      await withPage(shown.customer, SITE_PAGE, async (page) => {
        await page.evaluate(
          "document.body.insertAdjacentHTML('beforeend', '<textarea id=\"pasted\"></textarea>')",
        );
        const buttons = page.locator('.closte-sync-copy:visible');
        const values = await buttons.evaluateAll((all) =>
          all.map((one) => one.getAttribute('data-copy')),
        );
        const at = values.indexOf(IP);
        const pasted = async () => {
          await page.locator('#pasted').fill('');
          await page.locator('#pasted').focus();
          await page.keyboard.press('Control+V');
          return page.locator('#pasted').inputValue();
        };
        await buttons.nth(at).click();
        await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor({ state: 'attached' });
        assert.equal(await pasted(), IP);
        await buttons.nth(at - 1).focus();
        await page.keyboard.press('Enter');
        assert.equal(await pasted(), values[at - 1]);
      });
    });

    it('work without JavaScript: everything is readable, and "Check again" works', async () => {
      pubsub.received.length = 0;
      await withPage(
        shown.customer,
        SITE_PAGE,
        async (page) => {
          assert.equal(await page.getByText(IP, { exact: true }).first().isVisible(), true);
          assert.equal(await page.locator('.closte-sync-copy').first().isVisible(), false);
          await page.getByRole('button', { name: 'Check again' }).first().click();
          await page.getByText('The domain is being checked.').waitFor();
        },
        { javaScriptEnabled: false },
      );
      assert.deepEqual(
        pubsub.received.map(({ type }) => type),
        ['domain.check'],
      );
    });

    it('let people check again in the box on Ultimate Multisite’s page of a domain, without touching its form', async () => {
      await shown.network.query('UPDATE wp_closte_domain_sync_domains SET asked_at = 0');
      pubsub.received.length = 0;
      await withPage(ADMIN, shown.ultimatePage, async (page) => {
        await page.getByRole('button', { name: 'Check again' }).click();
        await page.getByText('The domain is being checked.').waitFor();
        await page.getByRole('button', { name: 'Link for the DNS manager' }).click();
        await page.getByText('Everybody with this link').waitFor();
        assert.equal(await page.getByText('Domain updated').count(), 0);
        assert.ok((await overflow(page, '.closte-sync')) <= 0);
      });
      assert.deepEqual(
        pubsub.received.map(({ type, domain }) => [type, domain]),
        [['domain.check', SHOP]],
      );
    });

    it('give an admin a link, with only the keyboard', async () => {
      await withPage(ADMIN, `${NETWORK_PAGE}&domain=${SHOP}`, async (page) => {
        await page.getByRole('button', { name: 'Link for the DNS manager' }).focus();
        await page.keyboard.press('Enter');
        await page.getByText('Everybody with this link').waitFor();
      });
    });
  });
});
