import type { Problem } from './catalogue.ts';
import { CERTIFICATE_CODES, type ProblemCode } from './codes.ts';
import { fixBy } from './fix.ts';
import type { RecordedProblem } from './recorded-problem.ts';
import type { WaitsFor } from './waits-for.ts';

/** What else is known of a domain. */
export interface Circumstances {
  /** Whether the certificate was looked for in vain as often as it is to be. */
  readonly isOutOfTries?: boolean;
}

/**
 * The problems of a domain with what else is known of it: a certificate that is missing waits for the
 * first thing that keeps it from being issued, and behind a proxy it is the proxy's.
 */
export function asTheyStand<One extends RecordedProblem>(
  problems: readonly One[],
  { isOutOfTries = false }: Circumstances = {},
): One[] {
  const has = (code: ProblemCode) => problems.some((one) => one.code === code);
  const waitsFor: WaitsFor | undefined = has('dns-proxied')
    ? 'proxy'
    : has('closte-refused-domain')
      ? 'alias'
      : has('caa-registry-failure')
        ? 'registry'
        : isOutOfTries
          ? 'support'
          : undefined;
  return waitsFor === undefined ? [...problems] : problems.map((one) => waiting(one, waitsFor));
}

const FIXERS = {
  proxy: 'proxy',
  alias: 'ops',
  registry: 'nobody',
  support: 'closte',
} as const satisfies Record<WaitsFor, Problem['fix']['who']>;

function waiting<One extends RecordedProblem>(problem: One, waitsFor: WaitsFor): One {
  const isMissing = 'fix' in problem && problem.fix.withinSeconds !== undefined;
  if (!('fix' in problem) || !CERTIFICATE_CODES.has(problem.code)) return problem;
  // To map the twin is to be thought of wherever the certificate is from.
  if (problem.code === 'certificate-www-missing') return problem;
  if (waitsFor !== 'proxy' && !isMissing) return problem;
  return { ...problem, values: { ...problem.values, waitsFor }, fix: fixBy(FIXERS[waitsFor]) };
}
