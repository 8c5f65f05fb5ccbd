import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import type { Store } from '../../../shared/store/store.ts';
import { describeOn } from '../../support/emulators.ts';
import { anEvent } from '../../support/events.ts';
import { shop } from '../../support/records.ts';

/** One that no other test writes to. */
const PROJECT = `demo-${randomUUID()}`;
const DATABASE = `projects/${PROJECT}/databases/(default)`;

describeOn(['firestore'], 'a Firestore database that was exported, lost and imported', () => {
  let store: Store;
  let folder: string;
  before(async () => {
    store = await firestoreStore({ projectId: PROJECT });
    folder = mkdtempSync(join(tmpdir(), 'closte-export-'));
  });
  after(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function call(method: 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
    const response = await fetch(
      `http://${process.env.FIRESTORE_EMULATOR_HOST}/emulator/v1/${path}`,
      {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    assert.equal(response.status, 200, await response.text());
  }

  it('has every record, deletion and setting again, and goes on from there', async () => {
    const now = Date.now();
    const record = (type: string, change: object) =>
      recordEvent(
        store,
        anEvent(type, { occurredAt: new Date(now).toISOString(), ...change }),
        now,
      );
    await record('domain.created', { network: { id: 1, domain: 'network.example.com' } });
    await record('domain.created', { domain: '*.other.example.com', siteId: 9 });
    await record('site.deleted', { siteId: 9 });
    // A worker holds a claim while the export is made.
    assert.ok(await store.claim(shop, now, 60_000));
    const known = async () => [
      await store.get(shop),
      await store.list({ limit: 10 }),
      await store.readSettings(),
      await store.nextDueAt(),
    ];
    const before = await known();

    await call('POST', `projects/${PROJECT}:export`, {
      database: DATABASE,
      export_directory: folder,
    });
    await call('DELETE', `${DATABASE}/documents`);
    assert.equal(await store.get(shop), undefined);
    const [metadata] = globSync('**/*.overall_export_metadata', { cwd: folder });
    await call('POST', `projects/${PROJECT}:import`, {
      database: DATABASE,
      export_directory: join(folder, metadata ?? ''),
    });

    assert.deepEqual(await known(), before);
    // A wish from before the site was deleted is still too old.
    const early = new Date(now - 1000).toISOString();
    await record('domain.created', { domain: 'late.example.com', siteId: 9, occurredAt: early });
    const { records } = await store.list({ limit: 10 });
    const late = records.find(({ domain }) => domain === 'late.example.com');
    assert.ok(late);
    assert.equal(domainJson(late).intent, 'unmapped');
    // The claim in the export has expired since.
    const due = await store.claimDue(now + 60_000, 10, 60_000);
    assert.ok(due.some(({ domain }) => domain === shop));
  });
});
