import type { Logger } from 'pino';
import type { Outcome } from '../lifecycle/apply.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { Problem } from '../problems/catalogue.ts';
import type { ProblemCode } from '../problems/codes.ts';
import { problemText } from '../problems/recorded-problem.ts';
import type { Store } from '../store/store.ts';

/**
 * When many live domains would go down at once, the mistake is rather ours: the network has moved, the
 * resolvers lie, a certificate authority is blocked. Then none goes down until a person says otherwise.
 */

const HOUR_MS = 60 * 60_000;

/**
 * The looks that are compared. A day's are those at all live domains; but what happens to all of them at
 * once is seen by the few that are looked at next, and those are taken down from an hour on.
 */
const WINDOWS_MS = [2 * HOUR_MS, 24 * HOUR_MS] as const;

/** More than so many, and more than so great a part of those looked at, are too many. */
const FEW = 10;
const MOST = 0.2;

const TELL_AGAIN_AFTER_MS = HOUR_MS;

/** The looks are counted again after so long: while many are held, each of them would count them. */
const COUNT_AGAIN_AFTER_MS = 15 * 60_000;

export function areTooMany({ lost, looked }: { lost: number; looked: number }): boolean {
  return lost > FEW && lost > looked * MOST;
}

interface Braking {
  readonly store: Pick<Store, 'readSettings' | 'changeSettings' | 'countLooks'>;
  readonly log: Logger;
  now(): number;
}

/** Whether no live domain is to be taken down now, and tells people so if they were not told lately. */
export async function holdsLiveDomains(
  braking: Braking,
  record: DomainRecord,
  outcome: Outcome,
): Promise<boolean> {
  const { store, now } = braking;
  const { liveDomains } = await store.readSettings();
  const { letGoUntil = 0, heldUntil = 0 } = liveDomains ?? {};
  if (now() < letGoUntil) return false;
  if (now() < heldUntil) return true;
  for (const windowMs of WINDOWS_MS) {
    const counted = await store.countLooks(now() - windowMs);
    if (areTooMany(counted)) {
      await hold(braking, record, problemIn(outcome), counted);
      return true;
    }
  }
  return false;
}

/** Lets live domains be taken down, however many they are, until then. */
export async function letGo(store: Pick<Store, 'changeSettings'>, until: number): Promise<void> {
  await store.changeSettings((settings) => ({
    ...settings,
    liveDomains: { ...settings.liveDomains, letGoUntil: until },
  }));
}

/** Has the others held, too, without another count. */
async function hold(
  { store, log, now }: Braking,
  { domain }: DomainRecord,
  problem: Problem | undefined,
  { lost, looked }: { readonly lost: number; readonly looked: number },
): Promise<void> {
  let isNews = false;
  await store.changeSettings((settings) => {
    const { toldAt = 0 } = settings.liveDomains ?? {};
    isNews = now() >= toldAt + TELL_AGAIN_AFTER_MS;
    const heldUntil = now() + COUNT_AGAIN_AFTER_MS;
    const told = isNews ? { toldAt: now() } : {};
    return { ...settings, liveDomains: { ...settings.liveDomains, heldUntil, ...told } };
  });
  if (!isNews) return;
  const seen = problem ? ` What was seen last: ${problemText(problem).message}` : '';
  const cause = problem ? ` ${causeOf(problem.code)}` : '';
  log.error(
    { domain, liveDomainsHeld: lost, looked },
    `${lost} of ${looked} live domains that were looked at would be taken down, and none is.${seen}${cause} ` +
      'If they have really left, let it happen: closte-domains let-go',
  );
}

function problemIn(outcome: Outcome): Problem | undefined {
  return 'finding' in outcome ? outcome.finding.problems[0] : undefined;
}

function causeOf(code: ProblemCode): string {
  if (code === 'dns-wrong-address') {
    return 'If that address is the network’s: add it to NETWORK_ADDRESSES, or let the network’s domain point at it.';
  }
  return code.startsWith('dns-')
    ? 'See whether the resolvers (DNS_SERVERS) tell the truth.'
    : 'See whether the certificate authority issues certificates, and whether Closte installs them.';
}
