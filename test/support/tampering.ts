/** Faults between resolvers and a name server that itself works. */

import { AUTHORITATIVE_ANSWER, decode, encode, TRUNCATED_RESPONSE } from 'dns-packet';

/** `nothing`: no reply ever comes. Undefined: the query is passed on. */
export type Tamper = () => (query: Buffer) => Buffer | 'nothing' | undefined;

/** The faults, each named for what the server then seems to do. */
export const TAMPERINGS = {
  'drops-caa': () => (query) => (typeIn(query) === 'CAA' ? 'nothing' : undefined),
  'refuses-caa': () => (query) => (typeIn(query) === 'CAA' ? failing(query, 5) : undefined),
  'fails-caa': () => (query) => (typeIn(query) === 'CAA' ? failing(query, 2) : undefined),
  'has-no-caa': () => (query) => (typeIn(query) === 'CAA' ? failing(query, 4) : undefined),
  'misreads-caa': () => (query) => (typeIn(query) === 'CAA' ? failing(query, 1) : undefined),
  /** Truncates its replies about addresses, and accepts no TCP connection. */
  'cuts-off': () => (query) =>
    typeIn(query) === 'A' ? failing(query, TRUNCATED_RESPONSE) : undefined,
  /** Has a CNAME record at the apex of its zone, `apex.test`, which named itself refuses to load. */
  'has-apex-alias': () => (query) => {
    const [{ name = '' } = {}] = decode(query).questions ?? [];
    return name.split('.').length === 2 && typeIn(query) !== 'NS'
      ? aliased(query, name)
      : undefined;
  },
  /** Fails the first time that each question is asked. */
  'fails-first': () => {
    const asked = new Set<string>();
    return (query) => {
      const question = JSON.stringify(decode(query).questions);
      const isFirst = !asked.has(question.toLowerCase());
      asked.add(question.toLowerCase());
      return isFirst ? failing(query, 2) : undefined;
    };
  },
} as const satisfies Readonly<Record<string, Tamper>>;

export type Tampering = keyof typeof TAMPERINGS;

export function isTampering(conduct: unknown): conduct is Tampering {
  return typeof conduct === 'string' && Object.hasOwn(TAMPERINGS, conduct);
}

function typeIn(query: Buffer): string | undefined {
  return decode(query).questions?.[0]?.type;
}

/** A reply with a CNAME record to a name that does not exist. */
function aliased(query: Buffer, name: string): Buffer {
  const { id = 0, questions = [] } = decode(query);
  return encode({
    type: 'response',
    id,
    flags: AUTHORITATIVE_ANSWER,
    questions,
    answers: [{ type: 'CNAME', name, ttl: 300, data: 'gone.forgotten.test' }],
  });
}

/** A reply with flags or a response code, and nothing else (https://www.iana.org/assignments/dns-parameters). */
function failing(query: Buffer, flags: number): Buffer {
  const { id = 0, questions = [] } = decode(query);
  return encode({ type: 'response', id, flags, questions });
}
