import { readSettings } from '../../../shared/settings/settings.ts';
import type { Environment } from '../../../shared/settings/variable.ts';
import { commonFlags } from '../arguments.ts';
import { storeOption } from '../deployment.ts';
import { readStore } from '../existing-store.ts';

/** The most names that are offered. A shell completes what all names have in common, so only some of them would mislead it. */
const MOST_OFFERED = 200;

/**
 * The domains with this beginning in the store on this machine; none if there are more than a person would read. Firestore
 * is not asked, since pressing Tab must not take seconds.
 *
 * @param words the words before the beginning: they may name another store
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

/** A text that sorts just before all domains with this beginning. */
function justBefore(beginning: string): string {
  const last = beginning.charCodeAt(beginning.length - 1);
  return beginning === ''
    ? ''
    : `${beginning.slice(0, -1)}${String.fromCharCode(last - 1)}\u{10ffff}`;
}
