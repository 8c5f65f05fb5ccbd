import assert from 'node:assert/strict';
import { HOSTILE_ZONES } from './hostile-zones.ts';
import { dnsLook, type HostileLook } from './looks.ts';

/**
 * The most questions to all servers together, however much they answer. A look caches the answers to its
 * questions.
 */
const MOST_QUESTIONS = 18;
/** The most searches for servers: by the resolvers and by the delegation, for two names each. */
const MOST_SEARCHES = 4;

describe('the questions of a look at a domain', () => {
  for (const zone of Object.keys(HOSTILE_ZONES).filter(isHostile)) {
    it(`stay below the limit with a zone ${zone}`, async () => {
      const asked = new Set<string>();
      await dnsLook({ domain: 'shop.com', zone, bytes: 8192 }, (question) => asked.add(question));
      const searches = [...asked].filter((one) => /^(authorities|delegation) of /.test(one));
      assert.ok(searches.length <= MOST_SEARCHES, searches.join('\n'));
      assert.ok(asked.size - searches.length <= MOST_QUESTIONS, [...asked].join('\n'));
    });
  }
});

function isHostile(zone: string): zone is HostileLook['zone'] {
  return Object.hasOwn(HOSTILE_ZONES, zone);
}
