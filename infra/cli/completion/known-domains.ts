import { readSettings } from '../../../shared/settings/settings.ts';
import type { Environment } from '../../../shared/settings/variable.ts';
import { commonFlags } from '../arguments.ts';
import { storeOption } from '../deployment.ts';
import { readStore } from '../existing-store.ts';

/** A shell takes what all names have in common for what was meant, so some of the names alone would mislead it. */
const MOST_OFFERED = 200;

/**
 * The domains of this machine's store that begin so; none if there are more than a person would read. Firestore is not
 * asked: pressing Tab must not take seconds.
 *
 * @param words the words before the one that begins so: they may name another store
 */
export async function knownDomains(
  beginning: string,
  words: readonly string[],
  environment: Environment,
): Promise<readonly string[]> {
  const { project, store: written } = commonFlags(words);
  const given = written === undefined ? {} : { STORE: storeOption(written) };
  const { store: location } = readSettings({ ...environment, ...given });
  if (location.kind !== 'sqlite' || (project !== undefined && written === undefined)) return [];
  const page = await readStore(location, (store) =>
    store.list({ after: justBefore(beginning), limit: MOST_OFFERED + 1 }),
  );
  const { records = [], damaged = [] } = page ?? {};
  const names = [...records, ...damaged]
    .map(({ domain }) => domain)
    .filter((domain) => domain.startsWith(beginning))
    .sort();
  return names.length > MOST_OFFERED ? [] : names;
}

/** A text after which, in the order of the domains, those with this beginning come first. */
function justBefore(beginning: string): string {
  const last = beginning.charCodeAt(beginning.length - 1);
  return beginning === ''
    ? ''
    : `${beginning.slice(0, -1)}${String.fromCharCode(last - 1)}\u{10ffff}`;
}
