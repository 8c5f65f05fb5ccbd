import type { ShownDomain } from './demo-domain.ts';

/** An event that the multisite publishes about a domain. */
export interface PublishedEvent {
  readonly type: 'domain.created' | 'domain.deleted';
  /** How long before its publication it happened: events may arrive late. */
  readonly secondsAgo?: number;
  /** How many times the same message is published. Default: once. */
  readonly times?: number;
}

/** The parts of a domain's state that the demo compares. */
export interface Outcome {
  readonly intent: ShownDomain['intent'];
  readonly stage: ShownDomain['stage'];
  readonly alias: ShownDomain['alias'];
  readonly secure: boolean;
  /** Their codes, in the order in which to fix them. */
  readonly problems: readonly string[];
  /** Whether Closte has the alias. */
  readonly atCloste: boolean;
  /** How many times Closte was asked to add it. */
  readonly addCalls: number;
}

/** One domain, the events about it, and how it must stand in the end. */
export interface Scenario {
  /** As the multisite writes it. */
  readonly domain: string;
  readonly shows: string;
  readonly outside?: 'points-elsewhere' | 'refused-by-closte';
  readonly first: PublishedEvent;
  /** A second event, which is published once the domain has the values in `once`. */
  readonly afterwards?: { readonly once: Partial<ShownDomain>; readonly told: PublishedEvent };
  readonly expected: Outcome;
}

/** Where the domain with the wrong record points. */
export const ELSEWHERE = '198.51.100.9';

const DONE: Outcome = {
  intent: 'mapped',
  stage: 'done',
  alias: 'added',
  secure: true,
  problems: [],
  atCloste: true,
  addCalls: 1,
};

const REMOVED = { intent: 'unmapped', alias: 'removed', secure: false, atCloste: false } as const;

const created: PublishedEvent = { type: 'domain.created' };
const deleted: PublishedEvent = { type: 'domain.deleted' };

export const SCENARIOS: readonly Scenario[] = [
  {
    domain: 'shop.example.com',
    shows: 'a domain is mapped',
    first: created,
    expected: DONE,
  },
  {
    domain: '*.example.org',
    shows: 'a wildcard is mapped',
    first: created,
    expected: DONE,
  },
  {
    domain: 'bücher.example.com',
    shows: 'an internationalized name is mapped',
    first: created,
    expected: DONE,
  },
  {
    domain: 'wrong-dns.example.com',
    shows: 'its DNS record points elsewhere',
    outside: 'points-elsewhere',
    first: created,
    expected: { ...DONE, stage: 'failed', secure: false, problems: ['dns-wrong-address'] },
  },
  {
    domain: 'blog.network.example.com',
    shows: 'Closte refuses a domain that it serves already',
    outside: 'refused-by-closte',
    first: created,
    expected: {
      ...DONE,
      alias: 'rejected',
      problems: ['closte-refused-domain'],
      atCloste: false,
    },
  },
  {
    domain: 'gone.example.com',
    shows: 'it is mapped, done, then deleted',
    first: created,
    afterwards: { once: { stage: 'done' }, told: deleted },
    expected: { ...DONE, ...REMOVED },
  },
  {
    domain: 'twice.example.com',
    shows: 'its message arrives twice',
    first: { ...created, times: 2 },
    expected: DONE,
  },
  {
    domain: 'late.example.com',
    shows: 'it is deleted, and its creation arrives later',
    first: deleted,
    afterwards: { once: { alias: 'removed' }, told: { ...created, secondsAgo: 60 } },
    expected: { ...DONE, ...REMOVED, stage: 'checking-dns', addCalls: 0 },
  },
];
