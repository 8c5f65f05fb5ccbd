import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';
import type { PutOff } from '../lifecycle/put-off.ts';
import type { AliasHost } from './alias-host.ts';
import type { Pace, Pacing } from './pace.ts';
import { pacedCall, type Verdict } from './paced-call.ts';

/** The alias host, with few calls at a time, and none while all calls pause. */
export interface PacedAliasHost {
  add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome | PutOff>;
  remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome | PutOff>;
  requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed' | PutOff>;
}

/** The alias host with limited calls; a call beyond the limit is put off. */
export function pacedAliasHost(host: AliasHost, pace: Pace, pacing: Pacing): PacedAliasHost {
  return {
    add: (domain, signal) =>
      pacedCall(pacing, 'aliasHost', pace, () => host.add(domain, signal), verdictOf),
    remove: (domain, signal) =>
      pacedCall(pacing, 'aliasHost', pace, () => host.remove(domain, signal), verdictOf),
    // A failure here may only be that of the endpoint, so it says nothing about the host.
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
