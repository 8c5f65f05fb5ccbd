import type { Diagnosis } from '../../../infra/cli/diagnosis.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';

/** The diagnosis of a domain without problems, except for what is given. */
export function diagnosisOf(domain: string, seen: Partial<Diagnosis> = {}): Diagnosis {
  return {
    domain: parseDomainName(domain),
    network: { domain: 'network.example.net', addresses: ['203.0.113.7'] },
    dns: { verdict: 'right', visitors: 'here', addresses: ['203.0.113.7'], problems: [] },
    certificate: { verdict: 'right', wrongEverywhere: false, problems: [] },
    ...seen,
  };
}
