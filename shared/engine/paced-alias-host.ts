import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import type { PutOff } from '../lifecycle/put-off.ts';
import type { AliasHost } from './alias-host.ts';
import type { Pace } from './pace.ts';
import { type Pacing, pacedCall, type Verdict } from './paced-call.ts';

/** The alias host, called by few at a time, and by nobody while all calls pause. */
export interface PacedAliasHost {
  add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome | PutOff>;
  remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome | PutOff>;
  requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed' | PutOff>;
}

export function pacedAliasHost(host: AliasHost, pace: Pace, pacing: Pacing): PacedAliasHost {
  return {
    add: (domain, signal) =>
      pacedCall(pacing, 'aliasHost', pace, () => host.add(domain, signal), verdictOf),
    remove: (domain, signal) =>
      pacedCall(pacing, 'aliasHost', pace, () => host.remove(domain, signal), verdictOf),
    // Whether it fails is a matter of the endpoint, of which nothing is known.
    requestCertificate: (domain, signal) =>
      pacedCall(
        pacing,
        'aliasHost',
        pace,
        () => host.requestCertificate(domain, signal),
        () => 'nothing',
      ),
  };
}

function verdictOf(outcome: AliasOutcome): Verdict {
  switch (outcome.kind) {
    case 'done':
    case 'refused':
      return 'well';
    case 'unauthorized':
      return { cause: 'unauthorized', reason: 'it refuses the key' };
    case 'failed': {
      const { reason, retryAfterMs, isOfHost } = outcome;
      if (retryAfterMs !== undefined)
        return { cause: 'asked-to-wait', reason, pauseMs: retryAfterMs };
      return isOfHost ? { cause: 'failing', reason } : 'nothing';
    }
  }
}
