import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../../shared/lifecycle/record.ts';
import { type Diagnoses, diagnosesClient } from '../../../../shared/multisite/diagnoses.ts';
import { recordProblem } from '../../../../shared/problems/catalogue.ts';
import { recordsFix } from '../../../../shared/problems/record-changes.ts';
import { diagnosisJson } from '../../../../shared/reporting/diagnosis-json.ts';
import { credentialsIn } from '../../../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../../../shared/settings/secret.ts';
import { aRecord, certificate } from '../../../support/records.ts';
import type { WebServer } from '../../../support/wordpress-web.ts';

/** Diagnoses as the functions send them, for tests of the plugin. */

export const SECRET = 'secret-of-the-proof';
export const IP = '203.0.113.7';

/** The functions' side, with a secret and a clock. */
export function telling(
  { origin }: Pick<WebServer, 'origin'>,
  { secret = SECRET, now = Date.now, path = '/wp-json' } = {},
): Diagnoses {
  return diagnosesClient({
    apiUrl: origin + path,
    credentials: credentialsIn(fixedSecret(`key:${secret}`), 'the test'),
    now,
  });
}

/** Sends the diagnosis of a record. */
export function tellOf(
  server: Pick<WebServer, 'origin'>,
  record: DomainRecord,
  options?: Parameters<typeof telling>[1],
) {
  const { signal } = new AbortController();
  return telling(server, options).tell(record.domain, diagnosisJson(record), signal);
}

/** A domain that its customer has pointed elsewhere. */
export function wrongDomain(
  domain: string,
  siteId: number,
  address = '198.51.100.9',
): DomainRecord {
  const name = parseDomainName(domain);
  const wanted = [{ name, type: 'A', value: IP }] as const;
  const found = [{ name, type: 'A', value: address }] as const;
  const fix = recordsFix({ wanted, found });
  const values = { name, addresses: [address] };
  return aRecord({
    domain: name,
    siteId,
    stage: 'failed',
    problems: {
      closte: [],
      dns: [recordProblem('dns-wrong-address', values, fix)],
      certificate: [],
    },
    lastCheckedAt: Date.now(),
    nextCheckAt: Date.now() + 3_600_000,
    history: [{ at: Date.now(), from: 'checking-dns', to: 'failed', reason: 'DNS is wrong' }],
  });
}

/** A domain that is live, with its certificate. */
export function liveDomain(domain: string, siteId: number, validTo = certificate.validTo) {
  return aRecord({
    domain: parseDomainName(domain),
    siteId,
    stage: 'done',
    certificate: { ...certificate, validTo },
  });
}
