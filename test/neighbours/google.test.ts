import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../support/child-environment.ts';
import { GOOGLE_FAULTS, UNASKED } from './google-faults.ts';
import { BEGINNINGS, GOOGLE_ROWS, GOOGLE_SERVICES, textOf } from './google-rows.ts';
import type { GoogleMade } from './google-worker.ts';
import { keysOf } from './keys-of.ts';

const WORKER = fileURLToPath(new URL('google-worker.ts', import.meta.url));

describe('Google’s service', () => {
  const all: GoogleMade[] = [];
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'closte-google-'));
    const worker = spawn(process.execPath, [WORKER, folder], {
      env: { ...childEnvironment(), METADATA_SERVER_DETECTION: 'none' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: worker.stdout })) all.push(JSON.parse(line));
    await rm(folder, { recursive: true });
  });

  for (const service of GOOGLE_SERVICES) {
    describe(`${service}, which`, () => {
      for (const fault of keysOf(GOOGLE_FAULTS)) {
        const expected = textOf(service, GOOGLE_ROWS[service][fault]);
        it(`${GOOGLE_FAULTS[fault]}: ${expected}`, () => {
          const made = all.find((one) => one.service === service && one.fault === fault);
          assert.equal(made?.told, BEGINNINGS[service] + expected);
          assert.equal(made.isLeaked, false, 'a secret is in the error');
          assert.deepEqual(made.elsewhere, [], 'a redirect was followed');
          // Otherwise a different fault would have been met.
          assert.equal(made.wasAsked, !UNASKED.has(fault));
        });
      }
    });
  }
});
