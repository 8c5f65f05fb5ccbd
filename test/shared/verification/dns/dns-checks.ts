import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { Network } from '../../../../shared/problems/findings.ts';
import { checkDns, type DnsCheckOptions } from '../../../../shared/verification/dns/check-dns.ts';
import { type DnsScript, scriptedDns } from '../../../support/scripted-dns.ts';
import { told } from '../../../support/told.ts';

export const SHOP = 'shop.example.com';
export const NAME = 'network.example.net';
export const OURS = ['A 34.1.1.1', 'AAAA 2600::1'];
export const BY_ADDRESS: Network = { addresses: ['34.1.1.1', '2600:0::1'] };
export const BY_NAME: Network = { domain: NAME, addresses: [] };
export const BY_BOTH: Network = { domain: NAME, addresses: ['34.1.1.1'] };
export const SERVFAIL = { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' } as const;
export const SILENT = { kind: 'failure', cause: 'silent', reason: 'no reply within 1 s' } as const;
export const LAME = { kind: 'failure', cause: 'lame', reason: 'REFUSED' } as const;
export const BOGUS = { kind: 'failure', cause: 'dnssec', reason: 'SERVFAIL' } as const;

/** Checks a domain with the script, to which the network's own name is added. */
export function check(
  domain: string,
  network: Network,
  script: Partial<DnsScript>,
  options: Partial<DnsCheckOptions> = {},
) {
  const resolver = { [NAME]: OURS, ...script.resolver };
  const dns = scriptedDns({ ...script, resolver });
  const finding = checkDns(parseDomainName(domain), network, {
    dns,
    allowPrivateAddresses: false,
    certificateAuthority: 'letsencrypt.org',
    signal: new AbortController().signal,
    ...options,
  });
  return { finding, asked: dns.asked };
}

export async function outcome(...args: Parameters<typeof check>) {
  const { verdict, problems } = await check(...args).finding;
  return [verdict, ...problems.map(({ code }) => code)].join(' ');
}

export async function verdictAndTexts(...args: Parameters<typeof check>) {
  const { verdict, problems } = await check(...args).finding;
  return [verdict, ...told(problems).flatMap(({ message, remedy }) => [message, remedy])];
}

/** A network that had another address until recently. */
export const LEFT = {
  ...BY_NAME,
  formerly: [{ address: '34.1.1.1', until: Date.parse('2026-12-03') }],
};

export function optionsFor(script: DnsScript) {
  return {
    dns: scriptedDns(script),
    allowPrivateAddresses: false,
    certificateAuthority: 'letsencrypt.org',
    signal: new AbortController().signal,
  };
}
