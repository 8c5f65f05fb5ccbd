import * as v from 'valibot';
import { type Phrase, phrase, type Reason, reasonSchema } from './phrase.ts';

/** What one name server of a zone said when it was asked by itself. */
export interface ServerAnswer {
  /** Its name and address: `ns1.example.com (192.0.2.53)`. */
  readonly server: string;
  /** Why it gave no answer; absent if it gave one. */
  readonly reason?: Reason;
  /** It is delegated to, and does not have the zone. */
  readonly isLame?: true;
}

export const serverAnswers = v.pipe(
  v.array(
    v.object({
      server: v.string(),
      reason: v.exactOptional(reasonSchema),
      isLame: v.exactOptional(v.literal(true)),
    }),
  ),
  v.readonly(),
);

/** What is known of a failed look-up. */
export interface LookupFailed {
  readonly reason: Reason;
  readonly asked?: string;
  readonly ofCaa?: true;
  readonly servers?: readonly ServerAnswer[];
  readonly notAsked?: readonly Reason[];
}

/** Why a look-up failed, for which name, and which server is to blame, or that none of them is. */
export function lookupFailed(failed: LookupFailed): Reason {
  const { reason, asked, ofCaa, servers = [], notAsked = [] } = failed;
  const forName = asked === undefined ? reason : phrase('lookup.for-name', { reason, name: asked });
  const why = ofCaa ? phrase('lookup.for-caa', { reason: forName }) : forName;
  const answering = servers.filter((one) => one.reason === undefined).map(({ server }) => server);
  const details = [
    ...servers.flatMap(blame),
    ...notAsked,
    ...(answering.length > 0 ? [phrase('lookup.server-answers', { servers: answering })] : []),
  ];
  return details.length === 0
    ? why
    : phrase('lookup.with-details', { reason: why, details: semicolons(details) });
}

function blame({ server, reason, isLame }: ServerAnswer): Phrase[] {
  if (reason === undefined) return [];
  return [phrase(isLame ? 'lookup.server-lame' : 'lookup.server-failed', { server, reason })];
}

/** A list of phrases that may have commas themselves. */
function semicolons(parts: readonly Reason[]): Reason {
  const [first = '', ...others] = parts;
  return others.reduce<Reason>((before, last) => phrase('list.and-then', { before, last }), first);
}
