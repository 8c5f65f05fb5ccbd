import assert from 'node:assert/strict';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { newInHand } from '../../functions/in-hand.ts';
import { reconcileDomains } from '../../functions/reconcile-domains.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import type { Store } from '../../shared/store/store.ts';
import { testEngine } from '../support/engine.ts';
import { multisiteApi } from '../support/multisite-api.ts';
import { startOutside } from '../support/outside.ts';

const hasTurn = ({ hosts }: NetworkSettings) => hosts?.multisite?.turn !== undefined;

describe('the function that reconciles', () => {
  for (const [what, status] of [
    ['', 200],
    [', even if it fails', 500],
  ] as const) {
    it(`releases its turn before it answers, since it gets no CPU afterwards${what}`, () =>
      turnIsReleased(status));
  }

  async function turnIsReleased(status: 200 | 500): Promise<void> {
    const [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    api.add('shop.example.com');
    const store = await sqliteStore(':memory:');
    let isAnswered = () => false;
    const givenBack: { isAnswered: boolean }[] = [];
    const watched: Store = {
      ...store,
      async list(filter) {
        if (status === 500) throw new Error('no answer');
        return store.list(filter);
      },
      async changeSettings(change) {
        const before = await store.readSettings();
        const after = await store.changeSettings(change);
        if (hasTurn(before) && !hasTurn(after)) givenBack.push({ isAnswered: isAnswered() });
        return after;
      },
    };
    const environment = { MULTISITE_API_URL: api.url, MULTISITE_API_SECRET: 'key:secret' };
    const engine = await testEngine(outside, environment, watched);
    const settings = readSettings({ ...outside.environment, ...environment });
    const events = newInHand();
    const system = { engine, settings, events, publish: async () => {}, log: engine.log };
    http('reconcileInTest', async (request, response) => {
      isAnswered = () => response.headersSent;
      await reconcileDomains(request, response, system);
    });
    const server = getTestServer('reconcileInTest');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address instanceof Object);
    const answer = await fetch(`http://127.0.0.1:${address.port}`, { method: 'POST' });
    assert.equal(answer.status, status);
    await answer.json();
    assert.deepEqual(givenBack, [{ isAnswered: false }]);

    server.close();
    await store.close();
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  }
});
