import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { ChainEnd } from '../../../../shared/verification/dns/cname-chain.ts';
import type { DomainResolution } from '../../../../shared/verification/dns/judgement.ts';
import type { LookupFailure, LookupResult } from '../../../../shared/verification/dns/lookup.ts';

export const shop = parseDomainName('shop.example.com');
export const apex = parseDomainName('example.com');
export const wildcard = parseDomainName('*.example.com');
export const PROBE = 'closte-domain-sync-probe.example.com';

/** The network has 34.1.1.1, 34.1.1.2 and 2600::1, and owns 10.1.1.1 and 203.0.113.1 as well. */
export const network = {
  domain: 'network.example.net',
  addresses: ['34.1.1.1', '34.1.1.2', '2600::1', '10.1.1.1', '203.0.113.1'],
};
export const oldHost = { addresses: ['34.1.1.1'] };

export const NO_DATA: LookupResult<string> = { kind: 'no-data', cnames: [] };
export const NO_NAME: LookupResult<string> = { kind: 'no-name', cnames: [] };
export const failing = (cause: LookupFailure['cause'], reason: string): LookupFailure => ({
  kind: 'failure',
  cause,
  reason,
});
export const SERVFAIL = failing('broken', 'SERVFAIL');
export const SILENT = failing('silent', 'no reply within 5 s');
export const BOGUS = failing('dnssec', 'SERVFAIL');
export const REFUSED = failing('refused', 'REFUSED');

/** The beginning of a remedy if it is unclear whose fault it is. */
export const RESOLVERS_ANSWER =
  'the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names';

export const records = (values: readonly string[]): LookupResult<string> => ({
  kind: 'records',
  values,
  ttlSeconds: 300,
  cnames: [],
});

/** An answer from text: addresses separated by spaces, or the name of another kind of answer. */
export const answer = (text: string): LookupResult<string> => {
  const others: Record<string, LookupResult<string>> = {
    '-': NO_DATA,
    NXDOMAIN: NO_NAME,
    SERVFAIL,
    SILENT,
    BOGUS,
  };
  return others[text] ?? records(text.split(' '));
};

export const chain = (kind: Exclude<ChainEnd['kind'], 'failure'>, ...names: string[]) => ({
  names,
  end: { kind },
});
export const failedChain = (...names: string[]) => ({ names, end: REFUSED });

export const resolutionOf = (a: string, aaaa: string): DomainResolution => ({
  a: answer(a),
  aaaa: answer(aaaa),
  chain: chain('host', 'shop.example.com'),
  network,
});
