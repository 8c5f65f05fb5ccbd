import { isDeepStrictEqual } from 'node:util';
import { EVENTS_TOPIC } from '../../shared/events/message-schema.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { aligned } from '../cli/table.ts';
import { plain } from '../cli/text.ts';
import { localOrigin } from './local-settings.ts';
import type { LocalSystem } from './local-system.ts';

/** The text for a person who has just started the system. */
export function banner({ local, settings, origin, sandbox }: LocalSystem): string {
  const { dataDirectory, issuanceDelayMs } = local;
  const closte = sandbox
    ? `the sandbox, ${origin}/sandbox (no real key is set); certificates take ${issuanceDelayMs / 1000} s`
    : `the real one, ${settings.closteApiUrl}`;
  // Settings that the ops tool would not find by itself.
  const to = origin === localOrigin() ? '' : ` --to ${origin}`;
  const { store } = settings;
  const elsewhere = store.kind === 'sqlite' && !isDeepStrictEqual(store, readSettings({}).store);
  const where = elsewhere ? ` --store ${store.path}` : '';
  return [
    'Closte domain sync, the whole system on this machine. Ctrl-C ends it.',
    plain(
      aligned([
        ['  open', `${origin}/ in a browser: every domain, and its problems`],
        ['  publish to', `${origin}/v1/projects/local/topics/${EVENTS_TOPIC}:publish`],
        ['  as JSON', `${origin}/domains`],
        ['  checks', `each domain every ${settings.dnsCheckInterval} s until it is done`],
        ['  Closte is', closte],
        ['  state in', dataDirectory],
      ]),
    ),
    'Try:',
    `  ./closte-domains publish created shop.example.com --site 1${to}`,
    `  ./closte-domains list${where}, or: curl ${origin}/domains`,
  ].join('\n');
}
