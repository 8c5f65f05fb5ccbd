import assert from 'node:assert/strict';
import { problem, recordProblem } from '../../../../shared/problems/catalogue.ts';
import { fixBy } from '../../../../shared/problems/fix.ts';
import type { HostResolution } from '../../../../shared/verification/dns/host-resolution.ts';
import type { LookupResult } from '../../../../shared/verification/dns/lookup.ts';
import { judgeViews, type ServerView } from '../../../../shared/verification/dns/propagation.ts';
import { messagesOf, remediesOf, told } from '../../../support/told.ts';

const NAME = 'shop.example.com';
const OURS = '34.1.1.1';
const OLD = '198.51.100.9';

const answer = (text: string, ttlSeconds: number | undefined): LookupResult<string> => {
  const ttl = ttlSeconds === undefined ? {} : { ttlSeconds };
  if (text === 'fails') return { kind: 'failure', cause: 'silent', reason: 'no reply' };
  if (text === 'NXDOMAIN') return { kind: 'no-name', cnames: [], ...ttl };
  if (text === '-') return { kind: 'no-data', cnames: [], ...ttl };
  return { kind: 'records', values: text.split(' '), cnames: [], ttlSeconds: ttlSeconds ?? 0 };
};

/** A server's answer, which is right if it has the one right address. */
function view(
  title: string,
  a: string,
  aaaa = '-',
  ttlSeconds: number | undefined = 600,
): ServerView {
  const resolution: HostResolution = {
    a: answer(a, ttlSeconds),
    aaaa: answer(aaaa, ttlSeconds),
    chain: { names: [NAME], end: { kind: 'host' } },
  };
  const isRight = a === OURS && aaaa === '-';
  const wrong = problem('network-unknown', { name: title });
  return {
    title,
    resolution,
    finding: {
      verdict: isRight ? 'right' : a === 'fails' ? 'unknown' : 'wrong',
      visitors: isRight ? 'here' : a === 'fails' ? 'unknown' : 'elsewhere',
      addresses: [],
      problems: isRight ? [] : [wrong],
    },
  };
}

const views = (title: string, answers: readonly string[]) =>
  answers.map((one, i) => view(`${title}${i + 1}`, one));

describe('servers that disagree', () => {
  for (const [resolved, resolvers, servers, verdict, says] of [
    // All servers that were asked say the same.
    [OURS, [], [], 'right', ''],
    [OURS, [OURS, OURS], [], 'right', ''],
    [OLD, [], [], 'wrong', 'resolver'],
    [OLD, [OLD, OLD], [], 'wrong', 'resolver'],
    [OLD, [], [OLD, OLD], 'wrong', 'ns1'],
    // The zone's own servers are right.
    [OLD, [], [OURS], 'unknown', 'still given by resolver'],
    [OLD, [], [OURS, OURS], 'unknown', 'still given by resolver'],
    ['NXDOMAIN', [], [OURS, OURS], 'unknown', 'still given by resolver'],
    [OLD, [OLD, OURS], [OURS], 'unknown', 'still given by 1'],
    [OLD, [OLD, OLD], [OURS], 'unknown', 'still given by 1, 2'],
    // Some of them are behind.
    [OLD, [], [OURS, OLD], 'unknown', 'still given by resolver, ns2'],
    [OLD, [OURS, OURS], [OLD, OURS], 'unknown', 'still given by ns1'],
    // By now the resolvers have the new records as well.
    [OLD, [OURS, OURS], [OURS], 'unknown', 'still given by resolver'],
    // The zone's servers are wrong, but have the current records.
    [OLD, [], ['NXDOMAIN'], 'wrong', 'ns1'],
    [OLD, [OLD, OURS], [OLD, OLD], 'wrong', 'ns1'],
    // A server that does not answer does not disagree.
    [OURS, [OURS, 'fails'], [], 'right', ''],
    [OLD, [], ['fails', OURS], 'unknown', 'still given by resolver'],
    [OLD, [], ['fails', OLD], 'wrong', 'ns2'],
    [OLD, [], ['fails', 'fails'], 'wrong', 'resolver'],
    [OLD, [OLD, 'fails'], ['fails'], 'wrong', 'resolver'],
    // Resolvers among themselves.
    [OURS, [OURS, OLD], [], 'unknown', 'still given by 2'],
    [OURS, [OURS, 'NXDOMAIN', OLD], [], 'unknown', 'still given by 2, 3'],
    [OLD, [OLD, OURS], [], 'unknown', 'still given by 1'],
    [OLD, [OLD, OURS], ['fails'], 'unknown', 'still given by 1'],
  ] as const) {
    it(`resolver ${resolved}, resolvers ${resolvers}, zone ${servers}: ${verdict} ${says}`, () => {
      const finding = judgeViews(NAME, {
        resolved: view('resolver', resolved),
        resolvers: views('', resolvers),
        servers: views('ns', servers),
      });
      assert.equal(finding.verdict, verdict);
      const [cause] = finding.problems;
      assert.equal(cause?.code === 'dns-not-propagated', verdict === 'unknown');
      const [message = ''] = messagesOf(finding.problems);
      assert.ok(message.includes(says), message);
    });
  }

  for (const [what, ttlSeconds, stale, server, message, remedy] of [
    [
      'an address',
      2520,
      view('8.8.8.8', OLD, '-', 2520),
      view('ns1', OURS),
      'shop.example.com points here now, but the old answer (198.51.100.9) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 42 minutes.',
    ],
    [
      'no name',
      7200,
      view('8.8.8.8', 'NXDOMAIN', 'NXDOMAIN', 7200),
      view('ns1', OURS),
      'shop.example.com points here now, but the old answer (no such name) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 2 hours.',
    ],
    [
      'no address',
      1,
      view('8.8.8.8', '-', '-', 1),
      view('ns1', OURS),
      'shop.example.com points here now, but the old answer (no address) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 1 second.',
    ],
    [
      'an IPv6 address that was removed',
      100,
      view('8.8.8.8', OURS, '2600::9', 100),
      view('ns1', OURS),
      'shop.example.com points here now, but the old answer (2600::9) is still given by 8.8.8.8.',
      'Nothing to change: the old answer expires within 100 seconds.',
    ],
    [
      'an answer without a time',
      undefined,
      {
        ...view('8.8.8.8', '-'),
        resolution: { ...view('', '-').resolution, a: answer('-', undefined) },
      },
      view('ns1', OURS),
      'shop.example.com points here now, but the old answer (no address) is still given by 8.8.8.8.',
      'Nothing to change: wait until the old answer has expired everywhere.',
    ],
  ] as const) {
    it(`names ${what}, and how long it stays`, () => {
      const finding = judgeViews(NAME, { resolved: stale, resolvers: [], servers: [server] });
      assert.deepEqual(
        { ...finding, problems: told(finding.problems) },
        {
          verdict: 'unknown',
          visitors: 'unknown',
          usesNoTry: ttlSeconds === undefined ? {} : { ttlSeconds },
          addresses: [],
          problems: [{ code: 'dns-not-propagated', severity: 'error', message, remedy }],
        },
      );
    });
  }

  for (const [what, chain, steps, ttlSeconds] of [
    ['the address of a target that stays', ['host'], [60, 3600], 3600],
    ['a CNAME record that stays, and the next one', ['host', 'old'], [60, 3600, 90], 3600],
    ['a CNAME record', ['old'], [3600, 60], 3600],
    ['an address, now a CNAME record', [], [3600], 3600],
  ] as const) {
    it(`gives the time of what changed: ${what}`, () => {
      const right = view('ns1', OURS);
      const old = view('8.8.8.8', OLD);
      const seen = answer(OLD, Math.min(...steps));
      const a = seen.kind === 'records' ? { ...seen, cnames: chain, steps } : seen;
      const { problems } = judgeViews(NAME, {
        resolved: {
          ...old,
          resolution: {
            ...old.resolution,
            a,
            chain: { names: [NAME, ...chain], end: { kind: 'host' } },
          },
        },
        resolvers: [],
        servers: [
          {
            ...right,
            resolution: {
              ...right.resolution,
              chain: { names: [NAME, 'host'], end: { kind: 'host' } },
            },
          },
        ],
      });
      assert.equal(problems[0]?.fix.withinSeconds, ttlSeconds);
    });
  }

  it('gives the longest of several times, and each old answer once', () => {
    const { problems } = judgeViews(NAME, {
      resolved: view('', OLD),
      resolvers: [view('a', OLD, '-', 60), view('b', OLD, '-', 3600), view('c', 'NXDOMAIN')],
      servers: [view('ns1', OURS)],
    });
    assert.deepEqual(
      told(problems).map(({ message, remedy }) => [message, remedy]),
      [
        [
          'shop.example.com points here now, but the old answer (198.51.100.9, no such name) is still given by a, b, c.',
          'Nothing to change: the old answer expires within 60 minutes.',
        ],
      ],
    );
  });

  it('names the servers of the zone that are behind, since the time is unknown', () => {
    const { problems } = judgeViews(NAME, {
      resolved: view('8.8.8.8', OLD),
      resolvers: [],
      servers: [view('ns1', OURS), view('ns2 (192.0.2.2)', OLD)],
    });
    assert.deepEqual(remediesOf(problems), [
      'Nothing to change: wait until the new records have reached ns2 (192.0.2.2). ' +
        'If this lasts, ask the DNS provider of shop.example.com why they have not.',
    ]);
  });

  it('do not make a CNAME chain right that is too long for resolvers', () => {
    const right = view('ns1', OURS);
    const values = { name: NAME, chain: [NAME, 'b'], how: 'too-long' as const };
    const problems = [recordProblem('dns-cname-broken', values, fixBy('customer'))];
    const resolved = view('resolver', OLD);
    const servers = [{ ...right, finding: { ...right.finding, problems } }];
    assert.equal(judgeViews(NAME, { resolved, resolvers: [], servers }), resolved.finding);
  });
});
