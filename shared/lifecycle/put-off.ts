/**
 * A call that was not made: too many are under way, or nobody is to call for now. It is no failure, and
 * says nothing of the domain.
 */
export interface PutOff {
  readonly kind: 'put-off';
  /** When to come again, in milliseconds since the epoch. */
  readonly until: number;
  /** Why nobody is to call; absent if it is only for others to be served first. */
  readonly pause?: { readonly cause: PauseCause; readonly reason: string };
}

/**
 * Why all calls to a host pause.
 *
 * - `unauthorized`: it refuses our key
 * - `asked-to-wait`: it said when to come back
 * - `failing`: it failed often, one time after the other
 * - `slow`: it answers, but takes long
 */
export const PAUSE_CAUSES = ['unauthorized', 'asked-to-wait', 'failing', 'slow'] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];
