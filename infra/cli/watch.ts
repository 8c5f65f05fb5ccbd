import { setTimeout as sleep } from 'node:timers/promises';
import { type DomainName, parseDomainName } from '../../shared/domain-name.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { isLive } from '../../shared/lifecycle/stage.ts';
import { type DomainJson, domainJson } from '../../shared/reporting/domain-json.ts';
import { clockTime } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { DamageError } from '../../shared/store/damage-error.ts';
import { recordsIn } from '../../shared/store/records-in.ts';
import type { Store } from '../../shared/store/store.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult, type Person } from './command.ts';
import { domainArgument } from './domain-argument.ts';
import { stageText } from './domain-text.ts';
import { damageText, exists, noStoreAt, useStore } from './existing-store.ts';
import { sweepNotes } from './sweep-note.ts';
import { styled } from './text.ts';

const OPERANDS = ['[<domain>]'];
const OPTIONS = {
  timeout: {
    type: 'string',
    value: 'S',
    help: 'Give up after this many seconds; 3600 by default',
  },
} as const;

/** Sweeps run once a minute, on one machine every two seconds. */
const LOOK_EVERY_MS = 2000;
const USUAL_TIMEOUT_SECONDS = 3600;

/** An instance of a function may have to start first. */
const EVENT_TAKES_MS = 30_000;
const NOT_KNOWN_YET = '  is not known yet: waiting for its event';

export const watch: Command = {
  operands: OPERANDS,
  choices: ['domain'],
  options: OPTIONS,
  details: [
    'This command follows one domain, or all mapped ones that are not live, until they are live, with a line for each change of stage ' +
      'and each new problem. It succeeds once all are live, and fails if the time is up first, or if the domain is unmapped.',
    'The command waits half a minute for a domain that is not known yet: its event may still be under way.',
  ],
  examples: ['watch shop.example.com', 'watch', 'watch shop.example.com --timeout 600'],

  async run(args, { environment, person }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const timeoutMs = secondsIn(values.timeout) * 1000;
    const named =
      positionals[0] === undefined
        ? undefined
        : domainArgument('<domain>', positionals[0], { allowSpecialUse: true });
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    return answerOf(
      await useStore(location, (store) => follow(store, named, timeoutMs, person), 'read'),
      named,
    );
  },
};

/** How the followed domains stand in the end. */
interface Followed {
  readonly notLive: readonly string[];
  /** Those that were unmapped, and will never be live. */
  readonly unmapped: readonly string[];
  /** Those whose records cannot be read. */
  readonly unreadable: readonly string[];
}

function answerOf(followed: Followed, named: DomainName | undefined): CommandResult {
  const { notLive, unmapped, unreadable } = followed;
  // Without a name, only mapped domains are meant; a named domain is meant in any case.
  const isMeant = named !== undefined && unmapped.length > 0;
  const live = notLive.length + unreadable.length === 0 && !isMeant;
  const allLive = unmapped.length === 0 ? 'All are live.' : 'All that are mapped are live.';
  return {
    good: live,
    json: { live, ...followed },
    text: [
      ...(unmapped.length === 0 ? [] : [[`No longer mapped: ${unmapped.join(', ')}.`]]),
      ...(notLive.length === 0 ? [] : [[`Not live yet: ${notLive.join(', ')}.`]]),
      ...(unreadable.length === 0 ? [] : [[`Cannot be read: ${unreadable.join(', ')}.`]]),
      ...(live ? [[allLive]] : []),
    ],
  };
}

async function follow(
  store: Store,
  named: DomainName | undefined,
  timeoutMs: number,
  person: Person,
): Promise<Followed> {
  const endAt = Date.now() + timeoutMs;
  const followed =
    named === undefined ? await allNotLive(store) : [await onceKnown(store, named, endAt, person)];
  const told = new Map<string, string>();
  for (let isFirst = true; ; isFirst = false) {
    const notLive: string[] = [];
    const unmapped: string[] = [];
    const unreadable: string[] = [];
    for (const domain of followed) {
      const record = await readOrTell(store, domain, told, person);
      if (record === 'unreadable') {
        unreadable.push(domain);
        continue;
      }
      const seen = record && domainJson(record);
      if (seen) tellChange(seen, told, person);
      if (seen?.intent !== 'mapped') unmapped.push(domain);
      else if (!isLive(seen.stage)) notLive.push(domain);
    }
    if (notLive.length === 0 || Date.now() >= endAt) return { notLive, unmapped, unreadable };
    if (isFirst) {
      for (const note of await sweepNotes(store, Date.now())) person.tell([note]);
    }
    await pause(endAt);
  }
}

async function readOrTell(
  store: Store,
  domain: DomainName,
  told: Map<string, string>,
  person: Person,
): Promise<DomainRecord | undefined | 'unreadable'> {
  try {
    return await store.get(domain);
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    const text = damageText(error);
    if (told.get(domain) !== text) person.tell([clockTime(Date.now()), '  ', text]);
    told.set(domain, text);
    return 'unreadable';
  }
}

const pause = (endAt: number) => sleep(Math.min(LOOK_EVERY_MS, Math.max(endAt - Date.now(), 0)));

async function allNotLive(store: Store): Promise<DomainName[]> {
  const followed: DomainName[] = [];
  for (const stage of ['checking-dns', 'checking-ssl-cert', 'failed', 'ssl-failed'] as const) {
    // A domain whose record cannot be read is followed as well, so that it is reported.
    const found = recordsIn(store, { stage }, ({ domain }) =>
      followed.push(parseDomainName(domain, { allowSpecialUse: true })),
    );
    for await (const { domain } of found) followed.push(domain);
  }
  return followed;
}

/** The event of a domain that somebody has just mapped may still be under way. */
async function onceKnown(
  store: Store,
  named: DomainName,
  endAt: number,
  person: Person,
): Promise<DomainName> {
  const giveUpAt = Math.min(endAt, Date.now() + EVENT_TAKES_MS);
  for (let isTold = false; !(await store.get(named)); await pause(giveUpAt)) {
    if (Date.now() >= giveUpAt) {
      throw new CommandFailedError(`${named} is not known: no event has mapped it.`);
    }
    if (!isTold) person.tell([clockTime(Date.now()), '  ', styled('bold', named), NOT_KNOWN_YET]);
    isTold = true;
  }
  return named;
}

function tellChange(domain: DomainJson, told: Map<string, string>, person: Person): void {
  const codes = domain.problems.map(({ code }) => code).join(', ');
  const state = `${domain.intent} ${domain.stage} ${domain.alias} ${codes}`;
  if (told.get(domain.domain) === state) return;
  told.set(domain.domain, state);
  person.tell([
    clockTime(Date.now()),
    '  ',
    styled('bold', domain.domain),
    '  ',
    domain.intent === 'mapped' ? stageText(domain.stage) : 'unmapped',
    ...(domain.alias === 'pending' ? ['  waits for Closte'] : []),
    ...(codes === '' ? [] : ['  ', codes]),
  ]);
}

function secondsIn(written = String(USUAL_TIMEOUT_SECONDS)): number {
  if (/^\d{1,6}$/.test(written)) return Number(written);
  throw new UsageError('--timeout must be a whole number of seconds');
}
