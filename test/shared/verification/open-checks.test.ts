import assert from 'node:assert/strict';
import { readSettings } from '../../../shared/settings/settings.ts';
import { type Checks, openChecks } from '../../../shared/verification/open-checks.ts';
import { type Outside, startOutside } from '../../support/outside.ts';

const never = new AbortController().signal;

describe('the checks of several passes', () => {
  let outside: Outside;
  let checks: Checks;
  before(async () => {
    outside = await startOutside();
  });
  after(() => outside?.close());
  beforeEach(() => {
    checks = openChecks(readSettings(outside.environment), { warn() {} });
  });

  /** How often the name is asked for while each of these passes looks it up. */
  async function asked(name: string, passesOf: readonly (string | undefined)[]): Promise<number> {
    const before = outside.dns.queries(name);
    for (const network of passesOf) {
      const { resolveNetwork } = checks.openPass(network);
      const { addresses } = await resolveNetwork({ domain: name, addresses: [] }, never);
      assert.deepEqual(addresses, ['127.0.0.1']);
    }
    return outside.dns.queries(name) - before;
  }

  it('share the answers about the network that they are for, however it is written', async () => {
    const once = await asked('a.example.com', ['a.example.com']);
    const twice = await asked('b.example.com', ['b.example.com', 'B.example.com']);
    assert.deepEqual([once > 0, twice], [true, once]);
  });

  it('share none about another name, whatever an earlier pass was for', async () => {
    const once = await asked('c.example.com', ['c.example.com']);
    const again = await asked('c.example.com', ['network.example.com', undefined]);
    assert.equal(again, 2 * once);
  });
});
