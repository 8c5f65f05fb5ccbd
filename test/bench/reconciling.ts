import { pino } from 'pino';
import type { Multisite } from '../../shared/multisite/client.ts';
import { goOn, reconcile } from '../../shared/reconciliation/reconcile.ts';
import type { Reconciliation } from '../../shared/reconciliation/reconciliation.ts';
import { peakMemoryOf } from './cpu.ts';
import { madeUpNetwork } from './made-up-network.ts';

/**
 * Reconciles a made-up network in a process of its own: `node reconciling.ts DOMAINS`. Prints its cost, as
 * JSON. Only the multisite takes time, on a simulated clock.
 */

const PAGE_MS = 200;
const CALL_MS = 480_000;
const EVERY_MS = 600_000;
const ADDED = 7;
const MISSING = 9;

const domains = Number(process.argv[2]);
let clock = Date.now();
const size = { domains, added: ADDED, missing: MISSING };
const { multisite, store, kept } = await madeUpNetwork(size, clock - EVERY_MS);
const log = pino({ level: 'silent' });

let result: Reconciliation | undefined;
let calls = 0;
for (; !result || result.remaining; calls += 1) {
  const begunAt = clock;
  const timeOver = new AbortController();
  const page: Multisite['page'] = async (number, signal) => {
    if (clock >= begunAt + CALL_MS) timeOver.abort(new Error('the time of the call is over'));
    const read = await multisite.page(number, signal);
    clock += PAGE_MS;
    return read;
  };
  const reconciling = {
    store,
    multisite: { ...multisite, page },
    log,
    wait: async () => {},
    now: () => clock,
    allowSpecialUse: false,
  };
  const { signal } = timeOver;
  const options = { dryRun: false, force: false };
  const told = calls === 0 ? reconcile(reconciling, options, signal) : goOn(reconciling, signal);
  result = await told;
  if (!result) throw new Error('there is no run to continue');
  clock = Math.max(clock, begunAt + EVERY_MS);
}
const { mapped, unmapped, multisite: items } = result;
if (mapped !== ADDED || unmapped !== MISSING || items !== domains - MISSING) {
  throw new Error(`the result is wrong: ${JSON.stringify(result)}`);
}
const { user, system } = process.cpuUsage();
const cpuMs = (user + system) / 1000;
console.log(JSON.stringify({ calls, ...kept, cpuMs, peakMiB: peakMemoryOf(process.pid) }));
