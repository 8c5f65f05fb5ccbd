import { isDeepStrictEqual } from 'node:util';
import { wait } from '../../shared/async/wait.ts';
import { displayName, parseDomainName } from '../../shared/domain-name.ts';
import { widthOf } from '../cli/text.ts';
import { changesOf, readDomains, type ShownDomain } from './demo-domain.ts';
import type { Outcome, Scenario } from './demo-scenarios.ts';
import { outcomeOf, type Play, prepare, publish } from './demo-world.ts';
import type { ClosteSandbox } from './sandbox/closte-api.ts';

/** The system that the scenarios are played on. */
export interface Theatre {
  readonly origin: string;
  readonly closte: ClosteSandbox;
  readonly unacknowledged: () => number;
}

/** The outcome of a scenario. */
export interface Result {
  readonly play: Play;
  readonly shown: ShownDomain | undefined;
  readonly outcome: Outcome | undefined;
  /** The time from the start until the domain stood as expected; undefined if it never did. */
  readonly tookMs: number | undefined;
}

const LOOK_EVERY_MS = 150;

/**
 * Plays all scenarios at once, and reports each event as it happens. It ends once every domain
 * stands as expected and no message is left that could change that, or when the signal is aborted.
 */
export async function playAll(
  theatre: Theatre,
  scenarios: readonly Scenario[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Result[]> {
  const { origin, closte, unacknowledged } = theatre;
  const plays = scenarios.map((scenario, index) => ({
    ...scenario,
    name: parseDomainName(scenario.domain),
    siteId: index + 1,
  }));
  const startedAt = Date.now();
  const nameWidth = Math.max(...plays.map(({ name }) => widthOf(displayName(name))));
  const tellOf = ({ name }: Play, what: string, at = Date.now()) => {
    const seconds = ((at - startedAt) / 1000).toFixed(1).padStart(6);
    const shown = displayName(name);
    tell(`${seconds} s  ${shown}${' '.repeat(nameWidth - widthOf(shown))}  ${what}`);
  };
  const tellMultisite = async (play: Play, told: Scenario['first']) => {
    tellOf(play, `published: ${told.type}${told.times === 2 ? ', twice' : ''}`);
    await publish(origin, play, told);
  };

  await prepare(origin, plays);
  await Promise.all(plays.map((play) => tellMultisite(play, play.first)));

  const waitingToTell = new Set(plays.filter((play) => play.afterwards));
  const tookMs = new Map<Play, number>();
  let seen: ReadonlyMap<string, ShownDomain> = new Map();
  const tellChanges = (found: ReadonlyMap<string, ShownDomain>) => {
    const changes = plays.flatMap((play) => {
      const shown = found.get(play.name);
      const changed = shown ? changesOf(seen.get(play.name), shown, Date.now()) : [];
      return changed.map((change) => ({ play, ...change }));
    });
    for (const { play, what, at } of changes.sort((a, b) => a.at - b.at)) tellOf(play, what, at);
    seen = found;
  };
  const look = async () => {
    const found = await readDomains(origin);
    tellChanges(found);
    for (const play of plays) {
      const shown = found.get(play.name);
      if (!shown) continue;
      if (play.afterwards && waitingToTell.has(play) && standsSo(shown, play.afterwards.once)) {
        waitingToTell.delete(play);
        await tellMultisite(play, play.afterwards.told);
      } else if (isDeepStrictEqual(outcomeOf(shown, closte), play.expected) && !tookMs.has(play)) {
        tookMs.set(play, Date.now() - startedAt);
      }
    }
  };

  const isOver = () => tookMs.size === plays.length && unacknowledged() === 0;
  while (!signal.aborted && !isOver()) {
    await look();
    await wait(LOOK_EVERY_MS, signal);
  }
  await look();
  return plays.map((play) => {
    const shown = seen.get(play.name);
    const outcome = shown && outcomeOf(shown, closte);
    return { play, shown, outcome, tookMs: tookMs.get(play) };
  });
}

/** Whether the domain has all of the wanted values. */
function standsSo(shown: ShownDomain, wanted: Partial<ShownDomain>): boolean {
  return isDeepStrictEqual({ ...shown, ...wanted }, shown);
}
