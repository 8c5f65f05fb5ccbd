import assert from 'node:assert/strict';
import { selfSignedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';
import { type StepCounter, stepCounter } from '../support/steps.ts';
import { MAX_BYTES } from './hostile-messages.ts';
import { HOSTILE_ZONES } from './hostile-zones.ts';
import { assertLinear } from './linear.ts';

/**
 * The most steps of a whole look, which would take less than a tenth of a second in one go. The worst takes
 * half a million, and V8's counts of the same look occasionally vary by a tenth.
 */
const MOST_STEPS = 700_000;
/** With a query for each of more than a hundred labels. */
const MOST_STEPS_OF_LONGEST = 2_000_000;
/** At sixteen addresses, each of which shows a certificate of its own. */
const MOST_STEPS_OF_CERTIFICATES = 3_000_000;
const MOST_STEPS_A_BYTE = 150;

const DOMAIN = 'shop.com';
/** A name with as many labels as a name may have. */
const LONGEST = `${'a.'.repeat(122)}${DOMAIN}`;

describe('the steps of a look at a domain', () => {
  let counter: StepCounter;
  before(() => {
    counter = stepCounter(new URL('./looks.ts', import.meta.url));
  });
  after(() => counter[Symbol.asyncDispose]());

  const assertBounded = async (name: string, input: unknown, most = MOST_STEPS) => {
    const steps = await counter.steps(name, input);
    assert.ok(steps <= most, `${steps} steps`);
  };

  for (const zone of Object.keys(HOSTILE_ZONES)) {
    describe(`of a zone ${zone}`, () => {
      it('grow at most linearly with the length of its replies', () => {
        const looks = [2000, 4000, 8000].map((bytes) => ({
          input: { domain: DOMAIN, zone, bytes },
          size: bytes,
        }));
        // A short reply takes more steps per byte, since some work is done once per reply.
        return assertLinear(counter, 'dnsLook', looks, MOST_STEPS_A_BYTE);
      });

      it('stay below the limit with the longest possible replies', () =>
        assertBounded('dnsLook', { domain: DOMAIN, zone, bytes: MAX_BYTES }));

      it('stay below the limit with the longest possible name', () =>
        assertBounded(
          'dnsLook',
          { domain: LONGEST, zone, bytes: MAX_BYTES / 8 },
          MOST_STEPS_OF_LONGEST,
        ));

      it('stay below the limit when its servers are looked up', () =>
        assertBounded(
          'authorities',
          { domain: LONGEST, zone, bytes: MAX_BYTES },
          MOST_STEPS_OF_LONGEST,
        ));
    });
  }

  describe('of a certificate', () => {
    const namesOf = (count: number) => Array.from({ length: count }, (_, at) => `${at}.x`);

    it('grow at most linearly with the number of its names', async () => {
      const looks = [];
      for (const size of [500, 1000, 2000]) {
        looks.push({ input: await selfSignedCertificate({ names: namesOf(size) }), size });
      }
      await assertLinear(counter, 'certificateLook', looks, 300);
    });

    it('stay below the limit with as many names as fit into a handshake', async () => {
      const shown = await selfSignedCertificate({ names: namesOf(9000) });
      await assertBounded('certificateLook', shown, MOST_STEPS_OF_CERTIFICATES);
    });

    it('stay below the limit with a chain that is examined', async () => {
      const validTo = new Date(Date.now() - 1000);
      const expired = await selfSignedCertificate({ names: namesOf(1000), validTo });
      await assertBounded('certificateLook', expired);
    });
  });
});
