/**
 * A call that was not made, because too many are under way or calls pause. It is not a failure, and says
 * nothing about the domain.
 */
export interface PutOff {
  readonly kind: 'put-off';
  /** When to try again, in milliseconds since the epoch. */
  readonly until: number;
  /** Why calls pause; absent if the call only waits its turn behind others. */
  readonly pause?: { readonly cause: PauseCause; readonly reason: string };
}

/**
 * Why all calls to a host pause.
 *
 * - `unauthorized`: the host refuses our key
 * - `asked-to-wait`: the host said when to come back
 * - `failing`: the host failed several times in a row
 * - `slow`: the host answers, but slowly
 */
export const PAUSE_CAUSES = ['unauthorized', 'asked-to-wait', 'failing', 'slow'] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];
