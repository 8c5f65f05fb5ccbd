import { type DomainName, displayName, isWildcard, probeName } from '../../shared/domain-name.ts';
import { recordsWanted } from '../../shared/verification/dns/wanted-records.ts';
import type { Network, Verdict } from '../../shared/verification/findings.ts';
import type { ProblemCode } from '../../shared/verification/problems/catalogue.ts';
import { certificateTexts } from './certificate-text.ts';
import { type Diagnosis, problemsFound } from './diagnose.ts';
import { section } from './domain-text.ts';
import { problemLines } from './problem-text.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled, type Text } from './text.ts';

const VERDICTS = {
  right: styled('green', 'right'),
  wrong: styled('red', 'wrong'),
  unknown: styled('yellow', 'not known'),
} as const satisfies Readonly<Record<Verdict, Text>>;

/** What was looked at, what is wrong with it, and what to do about it. */
export function diagnosisLines(diagnosis: Diagnosis, now: number): Line[] {
  const { domain, network } = diagnosis;
  const problems = problemsFound(diagnosis);
  const needsRecord = problems.some(({ code }) => MENDED_BY_A_RECORD.has(code));
  return [
    [styled('bold', domain)],
    EMPTY_LINE,
    ...aligned(facts(diagnosis, now)),
    ...section('Problems', problemLines(problems)),
    ...(needsRecord ? recordLines(domain, network) : []),
  ];
}

function facts(diagnosis: Diagnosis, now: number): Text[][] {
  const { domain, network, dns } = diagnosis;
  const written = displayName(domain);
  return [
    ...(written === domain ? [] : [['Written', written]]),
    ...(isWildcard(domain) ? [['Looked at', `${probeName(domain)}, as any name under it`]] : []),
    ['Must point at', networkText(network)],
    ['DNS', VERDICTS[dns.verdict]],
    ...(dns.addresses.length > 0 ? [['Addresses', dns.addresses.join(', ')]] : []),
    ...certificateFacts(diagnosis, now),
  ];
}

function certificateFacts({ certificate: finding }: Diagnosis, now: number): Text[][] {
  if (!finding) return [['Certificate', 'not looked at: DNS must be right first']];
  const texts = finding.certificate ? certificateTexts(finding.certificate, now) : [];
  return [['Certificate', VERDICTS[finding.verdict]], ...texts.map((text) => ['', text])];
}

function networkText({ domain, addresses }: Network): string {
  return [...(domain === undefined ? [] : [domain]), ...addresses].join(', ') || 'not known';
}

const MENDED_BY_A_RECORD: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'dns-cname-broken',
  'dns-no-records',
  'dns-private-address',
  'dns-wrong-address',
]);

/** The records to create, one a line, to copy: a CNAME, or else all the addresses. */
function recordLines(domain: DomainName, network: Network): Line[] {
  const { name, wanted } = recordsWanted(domain, network.domain, network.addresses);
  const rows = wanted.map((record) => [`  ${name}`, ...record.split(' ')]);
  const either = wanted.length > 1 && wanted.some((record) => record.startsWith('CNAME '));
  const heading = either ? 'Records to create (the CNAME, or all others)' : 'Records to create';
  return section(heading, aligned(rows));
}
