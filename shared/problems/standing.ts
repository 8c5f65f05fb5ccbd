import type { Problem } from './catalogue.ts';
import { CERTIFICATE_CODES, type ProblemCode } from './codes.ts';
import { fixBy } from './fix.ts';
import type { RecordedProblem } from './recorded-problem.ts';
import type { WaitsFor } from './waits-for.ts';

/** Other facts about a domain that change what its problems wait for. */
export interface Circumstances {
  /** Whether the tries to find the certificate have run out. */
  readonly isOutOfTries?: boolean;
}

/**
 * The problems of a domain, adapted to its other facts: a missing certificate waits for the first obstacle to
 * its issuance, and behind a proxy the proxy has to provide it.
 */
export function asTheyStand<One extends RecordedProblem>(
  problems: readonly One[],
  { isOutOfTries = false }: Circumstances = {},
): One[] {
  const has = (code: ProblemCode) => problems.some((one) => one.code === code);
  const waitsFor: WaitsFor | undefined =
    has('dns-proxied') || has('network-proxied')
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
  // Mapping the twin makes sense wherever the certificate comes from.
  if (problem.code === 'certificate-www-missing') return problem;
  if (waitsFor !== 'proxy' && !isMissing) return problem;
  return { ...problem, values: { ...problem.values, waitsFor }, fix: fixBy(FIXERS[waitsFor]) };
}
