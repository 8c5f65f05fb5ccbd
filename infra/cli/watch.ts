import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainName } from '../../shared/domain-name.ts';
import { isLive } from '../../shared/lifecycle/stage.ts';
import { type DomainJson, domainJson } from '../../shared/reporting/domain-json.ts';
import { clockTime } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { recordsIn } from '../../shared/store/records-in.ts';
import type { Store } from '../../shared/store/store.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type Person } from './command.ts';
import { domainArgument } from './domain-argument.ts';
import { stageText } from './domain-text.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { styled } from './text.ts';

const OPERANDS = ['[<domain>]'];
const OPTIONS = {
  timeout: {
    type: 'string',
    value: 'S',
    help: 'Give up after this many seconds; 3600 if not given',
  },
} as const;

/** A sweep comes once a minute, and on one machine every other second. */
const LOOK_EVERY_MS = 2000;
const USUAL_TIMEOUT_SECONDS = 3600;

export const watch: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    'Follows one domain, or all mapped ones that are not live, until they are: a line for each change of stage and each new ' +
      'problem. It is good once all are live, and not if the time is up before.',
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
    const left = await useStore(
      location,
      (store) => follow(store, named, timeoutMs, person),
      'read',
    );
    return {
      good: left.length === 0,
      json: { live: left.length === 0, notLive: left },
      text: [[left.length === 0 ? 'All are live.' : `Not live yet: ${left.join(', ')}.`]],
    };
  },
};

/** @returns the domains that are not live when the time is up */
async function follow(
  store: Store,
  named: DomainName | undefined,
  timeoutMs: number,
  person: Person,
): Promise<string[]> {
  const endAt = Date.now() + timeoutMs;
  const followed = await watched(store, named);
  const told = new Map<string, string>();
  for (;;) {
    const left: string[] = [];
    for (const domain of followed) {
      const record = await store.get(domain);
      const seen = record && domainJson(record);
      if (seen) tellChange(seen, told, person);
      if (seen?.intent === 'mapped' && !isLive(seen.stage)) left.push(domain);
    }
    if (left.length === 0 || Date.now() >= endAt) return left;
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(endAt - Date.now(), 0)));
  }
}

async function watched(store: Store, named: DomainName | undefined): Promise<DomainName[]> {
  if (named !== undefined) {
    if (await store.get(named)) return [named];
    throw new CommandFailedError(`${named} is not known: no event has mapped it.`);
  }
  const followed: DomainName[] = [];
  for (const stage of ['checking-dns', 'checking-ssl-cert', 'failed', 'ssl-failed'] as const) {
    for await (const { domain } of recordsIn(store, { stage })) followed.push(domain);
  }
  return followed;
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
