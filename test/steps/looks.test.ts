import assert from 'node:assert/strict';
import { selfSignedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';
import { type StepCounter, stepCounter } from '../support/steps.ts';
import { MAX_BYTES } from './hostile-messages.ts';
import { HOSTILE_ZONES } from './hostile-zones.ts';
import { assertLinear } from './linear.ts';

/** Of a whole look: some tenths of a second, were they taken in one go. */
const MOST_STEPS = 3_000_000;

const DOMAIN = 'shop.com';
/** Of as many labels as a name may have. */
const LONGEST = `${'a.'.repeat(122)}${DOMAIN}`;

describe('the steps of a look at a domain', function () {
  this.timeout(120_000);
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
      it('grow with the length of its replies at most', () => {
        const looks = [4096, 8192, 16_384].map((bytes) => ({
          input: { domain: DOMAIN, zone, bytes },
          size: bytes,
        }));
        // A short reply takes more for each byte: some things are done once.
        return assertLinear(counter, 'dnsLook', looks, (2 * MOST_STEPS) / MAX_BYTES);
      });

      it('are not too many with the longest replies that may be', () =>
        assertBounded('dnsLook', { domain: DOMAIN, zone, bytes: MAX_BYTES }));

      it('are not too many with the longest name that may be', () =>
        // There is a question for each label, and each has such a reply.
        assertBounded('dnsLook', { domain: LONGEST, zone, bytes: MAX_BYTES / 8 }));

      it('are not too many to find its servers', () =>
        assertBounded('authorities', { domain: LONGEST, zone, bytes: MAX_BYTES }));
    });
  }

  describe('of a certificate', () => {
    const namesOf = (count: number) => Array.from({ length: count }, (_, at) => `${at}.x`);

    it('grow with the number of its names at most', async () => {
      const looks = [];
      for (const size of [500, 1000, 2000]) {
        looks.push({ input: await selfSignedCertificate({ names: namesOf(size) }), size });
      }
      await assertLinear(counter, 'certificateLook', looks, 300);
    });

    it('are not too many with as many names as a handshake has room for', async () => {
      await assertBounded('certificateLook', await selfSignedCertificate({ names: namesOf(9000) }));
    });

    it('are not too many with a chain that is looked into', async () => {
      const validTo = new Date(Date.now() - 1000);
      const expired = await selfSignedCertificate({ names: namesOf(1000), validTo });
      await assertBounded('certificateLook', expired);
    });
  });
});
