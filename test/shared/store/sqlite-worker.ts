/**
 * A process that works on an SQLite file, and prints each result at once:
 *
 * - `record WHO COUNT` records COUNT events of one domain
 * - `claim` claims all that is due
 * - `open TIME COUNT` opens that many new files beside it, one every 50 ms from TIME on (in
 *   milliseconds since the epoch)
 * - `read-only ACCESS` opens it, with that access, as an unprivileged user
 */
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { aRecord, shop, T0 } from '../../support/records.ts';
import { LEASE, withSeen } from './contract/stored.ts';

const [, , path = '', task, argument = '', count = '0'] = process.argv;

/** A killed process flushes nothing, but what is written to a pipe has been written. */
const print = (line: string) => process.stdout.write(`${line}\n`);

if (task === 'open') await open(Number(argument));
else if (task === 'claim') await claim();
else if (task === 'read-only') await openAsOther(argument === 'read' ? 'read' : 'write');
else await record(argument);

async function record(who: string): Promise<void> {
  const store = await sqliteStore(path);
  for (let n = 0; n < Number(count); n += 1) {
    await store.update(shop, 12, (known) => withSeen(known ?? aRecord(), `${who} ${n}`));
    print(`${who} ${n}`);
  }
  await store.close();
}

async function claim(): Promise<void> {
  const store = await sqliteStore(path);
  for (let left = true; left; ) {
    const claims = await store.claimDue(T0, 3, LEASE);
    for (const { domain } of claims) print(domain);
    left = claims.length > 0;
  }
  await store.close();
}

async function open(from: number): Promise<void> {
  for (let n = 0; n < Number(count); n += 1) {
    // On the exact millisecond, which no timer guarantees.
    while (Date.now() < from + 50 * n);
    const store = await sqliteStore(`${path}${n}`);
    print(`opened ${n}`);
    await store.close();
  }
}

/** The superuser may write to any file. */
async function openAsOther(access: 'read' | 'write'): Promise<void> {
  if (process.getuid?.() === 0) process.setuid?.(65_534);
  try {
    const store = await sqliteStore(path, access);
    print(`opened with ${Object.keys(await store.readSettings()).length} settings`);
    await store.close();
  } catch (error) {
    print(String(error));
  }
}
