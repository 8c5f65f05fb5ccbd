import { duration } from '../../problems/duration.ts';
import type { Observation } from '../../problems/findings.ts';
import { few, legible } from '../../problems/legible.ts';
import { reasonText, render } from '../../problems/render.ts';
import type { Authorities, CaaValue, Dns, Lookup, LookupResult } from './lookup.ts';

/** Records the observations of a check, in the order of the questions. */
export interface ObservationLog {
  /** Records a question, and returns the function that takes its answer, which is worded only if it is read. */
  ask(asked: string, question: string): (answer: () => string) => void;
  readonly taken: () => readonly Observation[];
}

/** For more observations, a packet capture is the better tool. */
const MAX_OBSERVATIONS = 64;
const MAX_VALUES = 8;
const MAX_TEXT = 400;

export function openObservations(): ObservationLog {
  const notes: Note[] = [];
  return {
    ask(asked, question) {
      const note: Note = { asked, question, answer: () => 'nothing yet' };
      if (notes.length < MAX_OBSERVATIONS) notes.push(note);
      return (answer) => {
        note.answer = answer;
      };
    },
    taken: () => notes.map(observationOf),
  };
}

interface Note {
  readonly asked: string;
  readonly question: string;
  answer: () => string;
}

function observationOf({ asked, question, answer }: Note): Observation {
  return {
    get asked() {
      return legible(asked);
    },
    get question() {
      return legible(question, MAX_TEXT);
    },
    get answer() {
      return legible(answer(), MAX_TEXT);
    },
  };
}

/** The same servers, with each question and answer recorded. */
export function observedDns(dns: Dns, observations: ObservationLog): Dns {
  const observed = (asked: string, lookup: Lookup): Lookup => {
    return async (name, type, signal) => {
      const answered = observations.ask(asked, `${name} ${type}`);
      const answer = await lookup(name, type, signal);
      answered(() => answerText(answer));
      return answer;
    };
  };
  const each = ({ title, lookup }: { title: string; lookup: Lookup }) => ({
    title,
    lookup: observed(title, lookup),
  });
  const found = (
    find: Dns['authorities'],
    asked: string,
    question: (name: string) => string,
  ): Dns['authorities'] => {
    return async (name, signal) => {
      const answered = observations.ask(asked, question(name));
      const authorities = await find(name, signal);
      answered(() => authoritiesText(authorities));
      return { ...authorities, servers: authorities.servers.map(each) };
    };
  };
  const title = titleOf(dns);
  return {
    resolve: observed(title, dns.resolve),
    resolvers: dns.resolvers.map(each),
    authorities: found(dns.authorities, title, (name) => `the name servers for ${name}`),
    delegation: found(dns.delegation, 'the zone above', (zone) => `the servers of ${zone}`),
  };
}

/** The title of the first resolver that answers. */
export function titleOf({ resolvers }: Dns): string {
  return resolvers.map(({ title }) => title).join(' or ') || 'the resolver';
}

function answerText(answer: LookupResult<string | CaaValue>): string {
  switch (answer.kind) {
    case 'failure':
      return reasonText(answer.reason);
    case 'no-name':
      return `${via(answer.cnames)}no such name${expiry(answer.ttlSeconds)}`;
    case 'no-data':
      return `${via(answer.cnames)}no such record${expiry(answer.ttlSeconds)}`;
    case 'records': {
      const values = few(answer.values.slice(0, 1000).map(valueText), MAX_VALUES).join(', ');
      return `${via(answer.cnames)}${values}${expiry(answer.ttlSeconds)}`;
    }
  }
}

function valueText(value: string | CaaValue): string {
  if (typeof value === 'string') return value;
  return `${value.flags} ${value.tag} "${value.value}"`;
}

function via(cnames: readonly string[]): string {
  return cnames.length > 0 ? `CNAME ${few(cnames, MAX_VALUES).join(' → ')}: ` : '';
}

function expiry(ttlSeconds: number | undefined): string {
  return ttlSeconds === undefined ? '' : `, for ${render(duration(ttlSeconds))}`;
}

function authoritiesText({ zone, servers, left }: Authorities): string {
  const titles =
    few(
      servers.map(({ title }) => title),
      MAX_VALUES,
    ).join(', ') || 'none';
  const without =
    left.length > 0
      ? ` (${few(
          left.map((why) => reasonText(why)),
          MAX_VALUES,
        ).join('; ')})`
      : '';
  return `${zone === undefined ? '' : `${zone}: `}${titles}${without}`;
}
