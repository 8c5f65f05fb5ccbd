import * as v from 'valibot';
import { type Phrase, phrase, type Reason, reasonSchema } from './phrase.ts';

/** The answer of one of a zone's name servers, asked by itself. */
export interface ServerAnswer {
  /** The server's name and address: `ns1.example.com (192.0.2.53)`. */
  readonly server: string;
  /** Why it gave no answer; absent if it gave one. */
  readonly reason?: Reason;
  /** Set if the zone is delegated to the server, but the server does not have it. */
  readonly isLame?: true;
}

/** The form in which the answers of servers are stored. */
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

/** The known facts about a failed look-up. */
export interface LookupFailed {
  readonly reason: Reason;
  readonly asked?: string;
  readonly ofCaa?: true;
  readonly servers?: readonly ServerAnswer[];
  readonly notAsked?: readonly Reason[];
}

/** The reason for a failed look-up: for which name, and which server is to blame, or that none is. */
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

/** A list of phrases that may contain commas themselves. */
function semicolons(parts: readonly Reason[]): Reason {
  const [first = '', ...others] = parts;
  return others.reduce<Reason>((before, last) => phrase('list.and-then', { before, last }), first);
}
