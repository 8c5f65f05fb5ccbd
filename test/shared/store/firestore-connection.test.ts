import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Firestore } from '@google-cloud/firestore';
import { connect } from '../../../shared/store/firestore-connection.ts';
import { describeOn } from '../../support/emulators.ts';

const CALLER = fileURLToPath(new URL('unanswered-caller.ts', import.meta.url));

describe('A Firestore that does not answer', () => {
  it('is an error in time, whatever is called, and can be closed', async () => {
    // In a process of its own, since the client goes on retrying.
    const child = spawn(process.execPath, [CALLER], {
      env: {
        ...process.env,
        FIRESTORE_EMULATOR_HOST: '127.0.0.1:1',
        METADATA_SERVER_DETECTION: 'none',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line === 'still running') child.kill();
    }
    const late = 'Firestore has not answered within 0.3 s, or only with failures that may pass';
    assert.deepEqual(lines, [
      `get: ${late}`,
      `record: ${late}`,
      `record: ${late}`,
      `claimDue: ${late}`,
      'closed',
      'still running',
    ]);
  });
});

describeOn(['firestore'], 'A connection to Firestore', () => {
  const kept = process.env.GOOGLE_CLOUD_PROJECT;
  afterEach(() => {
    delete process.env.GOOGLE_CLOUD_PROJECT;
    if (kept !== undefined) process.env.GOOGLE_CLOUD_PROJECT = kept;
  });

  /** Whether a connection without a configured project uses this one. */
  async function uses(projectId: string): Promise<boolean> {
    const path = `asked/${randomUUID()}`;
    const { firestore, answer, close } = await connect({});
    await answer(firestore.doc(path).set({}));
    await close();
    const another = new Firestore({ projectId });
    const { exists } = await another.doc(path).get();
    await another.terminate();
    return exists;
  }

  it("uses the environment's project", async () => {
    process.env.GOOGLE_CLOUD_PROJECT = 'demo-of-the-environment';
    assert.ok(await uses('demo-of-the-environment'));
  });

  it('needs none with the emulator', async () => {
    delete process.env.GOOGLE_CLOUD_PROJECT;
    assert.ok(await uses('demo-closte-domain-sync'));
  });

  it('begins no transaction after its time limit', async () => {
    const { transaction, close } = await connect({ patienceMs: 300 });
    let begun = false;
    const slow = transaction('shop', () => sleep(600));
    const next = transaction('shop', async () => {
      begun = true;
    });
    await assert.rejects(slow, /has not answered within 0.3 s/);
    await assert.rejects(next, /has not answered within 0.3 s/);
    await sleep(1000);
    assert.equal(begun, false);
    await close();
  });

  it('lets calls under way end even if it is closed meanwhile', async () => {
    const projectId = 'demo-closed';
    const { firestore, answer, close } = await connect({ projectId });
    const writing = answer(firestore.doc('a/b').set({ written: true }));
    await close();
    await writing;
    const another = new Firestore({ projectId });
    assert.deepEqual((await another.doc('a/b').get()).data(), { written: true });
    await another.terminate();
  });
});
