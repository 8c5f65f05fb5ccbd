import { displayName, isWildcard, probeName } from '../../shared/domain-name.ts';
import { zoneLine } from '../../shared/problems/dns-record.ts';
import type { Network, Verdict } from '../../shared/problems/findings.ts';
import { recordsToCreate } from '../../shared/problems/records-to-create.ts';
import { problemJson } from '../../shared/reporting/problem-json.ts';
import { certificateTexts } from './certificate-text.ts';
import { type Diagnosis, observationsMade, problemsFound } from './diagnosis.ts';
import { section } from './domain-text.ts';
import { problemLines } from './problem-text.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled, type Text } from './text.ts';

const VERDICTS = {
  right: styled('green', 'right'),
  wrong: styled('red', 'wrong'),
  unknown: styled('yellow', 'not known'),
} as const satisfies Readonly<Record<Verdict, Text>>;

/** The network that a domain must point at, the observations, the problems, and the remedies. */
export function diagnosisLines(diagnosis: Diagnosis, now: number): Line[] {
  const problems = problemLines(problemsFound(diagnosis).map((problem) => problemJson(problem)));
  return [
    [styled('bold', diagnosis.domain)],
    EMPTY_LINE,
    ...aligned(facts(diagnosis, now)),
    ...section('Looked at', observationLines(diagnosis)),
    ...section('Problems', problems.length > 0 ? problems : [['none']]),
    ...recordLines(diagnosis),
  ];
}

function facts(diagnosis: Diagnosis, now: number): Text[][] {
  const { domain, network, dns } = diagnosis;
  const written = displayName(domain);
  return [
    ...(written === domain ? [] : [['Written', written]]),
    ...(isWildcard(domain) ? [['Tried', `${probeName(domain)}, as any name under it`]] : []),
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

function networkText({ domain, addresses, alsoRight = [] }: Network): string {
  const places = [...(domain === undefined ? [] : [domain]), ...addresses, ...alsoRight];
  return [...new Set(places)].join(', ') || 'not known';
}

function observationLines(diagnosis: Diagnosis): Line[] {
  return aligned(
    observationsMade(diagnosis).map(({ asked, question, answer }) => [
      `  ${asked}`,
      question,
      answer,
    ]),
  );
}

/** Not indented: in a zone file, a line that begins with a space belongs to the name above it. */
function recordLines(diagnosis: Diagnosis): Line[] {
  const { records, orElse } = recordsToCreate(problemsFound(diagnosis));
  const heading =
    orElse.length > 0 ? 'Records to create (the CNAME, or the addresses)' : 'Records to create';
  return section(
    heading,
    [...records, ...orElse].map((record) => [zoneLine(record)]),
  );
}
