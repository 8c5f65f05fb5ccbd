import { MOST_LET_GO_MS } from '../shared/engine/brake.ts';
import { callAt } from '../shared/engine/circuit.ts';
import { refusedUntil } from '../shared/engine/multisite-refusal.ts';
import type { PauseCause } from '../shared/lifecycle/put-off.ts';
import { grouped } from '../shared/pages/numbers.ts';
import type { PartOfSystem } from '../shared/pages/summary-section.ts';
import type { Circuit, NetworkSettings } from '../shared/store/network-settings.ts';

/** The facts from which the parts are judged. Times are milliseconds since the epoch. */
export interface SystemSeen {
  readonly told: NetworkSettings;
  readonly sweptAt: number | null;
  /** How many domains wait for Closte; undefined if they were never counted. */
  readonly waitForCloste: number | undefined;
  /** Whether stages are written to the multisite. */
  readonly isWritten: boolean;
}

/** Sweeps are noted every five minutes: one note may be missed, but two missed notes are a standstill. */
const SWEPT_LATELY_MS = 11 * 60_000;

/** The state of each part of the system, with the parts first that others depend on. */
export function partsOfSystem(seen: SystemSeen, now: number): PartOfSystem[] {
  const parts = [closte, multisite, liveDomains].map((part) => part(seen, now));
  const paused = parts.flatMap(({ pause }) => pause ?? []);
  return [
    lastSweep(seen, now),
    ...parts.map(({ part }) => part),
    paused.length > 0
      ? { name: 'Paused', tone: 'bad', text: paused.join(', ') }
      : { name: 'Paused', tone: 'good', text: 'nothing' },
  ];
}

interface Judged {
  readonly part: PartOfSystem;
  /** The activity that pauses because of the part. */
  readonly pause?: string;
}

function lastSweep({ sweptAt }: SystemSeen, now: number): PartOfSystem {
  const name = 'Last sweep';
  if (sweptAt === null) return { name, tone: 'off', text: 'none yet' };
  const isLate = now - sweptAt > SWEPT_LATELY_MS;
  return { name, tone: isLate ? 'bad' : 'good', text: isLate ? 'none since' : '', at: sweptAt };
}

const REFUSALS = { aliasHost: 'refuses the key', multisite: 'refuses the credentials' } as const;

const CAUSES: Readonly<Record<Exclude<PauseCause, 'unauthorized'>, string>> = {
  'asked-to-wait': 'asked us to wait',
  failing: 'fails',
  slow: 'is slow',
};

function closte({ told, waitForCloste: waiting }: SystemSeen, now: number): Judged {
  const name = 'Closte';
  const trouble = troubleOf('aliasHost', told, now);
  if (trouble) return { ...trouble, part: { name, ...trouble.part } };
  if (waiting === undefined) return { part: { name, tone: 'off', text: 'not known yet' } };
  if (waiting === 0) return { part: { name, tone: 'good', text: 'no domain waits for it' } };
  const domains = waiting === 1 ? 'domain waits' : 'domains wait';
  return { part: { name, tone: 'bad', text: `${waiting} ${domains} for it` } };
}

function multisite({ told, isWritten }: SystemSeen, now: number): Judged {
  const name = 'The multisite';
  if (told.multisiteRefusal) {
    const until = refusedUntil(told, now);
    const note = 'Store valid ones where MULTISITE_API_SECRET says.';
    const part = { name, tone: 'bad', text: REFUSALS.multisite, note } as const;
    if (until === undefined) return { part };
    return { part: { ...part, text: noCalls(part.text), until }, pause: PAUSES.multisite };
  }
  const trouble = troubleOf('multisite', told, now);
  if (trouble) return { ...trouble, part: { name, ...trouble.part } };
  return {
    part: isWritten
      ? { name, tone: 'good', text: 'accepts writes' }
      : { name, tone: 'off', text: 'not written to' },
  };
}

const PAUSES = { aliasHost: 'calls to Closte', multisite: 'calls to the multisite' } as const;

/** The recent fault of a host, whichever domain the call was about; undefined if there is none. */
function troubleOf(
  host: keyof typeof PAUSES,
  { hosts }: NetworkSettings,
  now: number,
): { readonly part: Omit<PartOfSystem, 'name'>; readonly pause?: string } | undefined {
  const circuit = hosts?.[host]?.circuit;
  if (!circuit) return undefined;
  const { cause, reason } = circuit;
  const text = cause === 'unauthorized' ? REFUSALS[host] : CAUSES[cause];
  const part = { text, note: `It said: ${reason}` };
  if (callAt(circuit, now) !== 'paused') return { part: { ...part, tone: 'warn' } };
  const paused = { ...part, text: noCalls(text), tone: 'bad', until: endOf(circuit) } as const;
  return { part: paused, pause: PAUSES[host] };
}

const noCalls = (why: string) => `${why}: no calls`;

function endOf({ pausedUntil, foundOutBy = 0 }: Circuit): number {
  return Math.max(pausedUntil ?? 0, foundOutBy);
}

/** Shows whether the brake holds live domains: see `shared/engine/brake.ts`. */
function liveDomains({ told }: SystemSeen, now: number): Judged {
  const name = 'Live domains';
  const { heldUntil = 0, held, letGoUntil = 0 } = told.liveDomains ?? {};
  if (now < letGoUntil && letGoUntil <= now + MOST_LET_GO_MS) {
    const text = 'all that point elsewhere may be taken down';
    return { part: { name, tone: 'warn', text, until: letGoUntil } };
  }
  if (heldUntil <= now) return { part: { name, tone: 'good', text: 'none is held' } };
  return {
    part: {
      name,
      tone: 'bad',
      text: held
        ? `${grouped(held.lost)} of ${grouped(held.looked)} looked at are held: they look lost, but none is taken down`
        : 'held: none is taken down',
      until: heldUntil,
      note: 'A mistake of ours is likelier than the loss of that many at once. The log says what was seen. If these domains have really left, let them be taken down:',
      command: 'closte-domains let-go',
    },
    pause: 'taking live domains down',
  };
}
