import type { DomainName } from '../../shared/domain-name.ts';
import type { Diagnoses, Telling } from '../../shared/multisite/diagnoses.ts';
import { MultisiteError } from '../../shared/multisite/failure.ts';
import type { Faults } from './faults.ts';

/** The plugin in WordPress as a table of the diagnoses that it received. */
export interface Plugin {
  /** The JSON of each domain with the latest signature. */
  readonly diagnoses: ReadonlyMap<string, object>;
  /** @param now the time with which a process of ours signs, in milliseconds since the epoch */
  reachedBy(now: () => number): Diagnoses;
}

const CLOCK_MS = 300_000;

/** @param now the time of its own clock, in milliseconds since the epoch */
export function openPlugin(faults: Faults, now: () => number): Plugin {
  const told = new Map<string, { readonly signedAt: number; readonly diagnosis: object }>();

  function take(
    domain: DomainName,
    diagnosis: object,
    signedAt: number,
  ): Telling | 'too far apart' {
    if (Math.abs(now() - signedAt) > CLOCK_MS) return 'too far apart';
    const before = told.get(domain)?.signedAt;
    if (before !== undefined && before >= signedAt) return { toldAt: before };
    told.set(domain, { signedAt, diagnosis });
    return 'told';
  }

  return {
    get diagnoses() {
      return new Map([...told].map(([domain, { diagnosis }]) => [domain, diagnosis]));
    },
    reachedBy: (ownNow) => ({
      async tell(domain, diagnosis) {
        const signedAt = ownNow();
        let taken: Telling | 'too far apart' = 'told';
        const fate = await faults.call(() => {
          taken = take(domain, diagnosis, signedAt);
        });
        if (fate === 'limited') throw new MultisiteError('rate-limited', 'too often', 20_000);
        if (fate !== 'done') throw new MultisiteError('unavailable', fate);
        return answered(taken);
      },
    }),
  };
}

function answered(taken: Telling | 'too far apart'): Telling {
  if (taken === 'too far apart') throw new MultisiteError('refused', 'closte_domain_sync_clock');
  return taken;
}
