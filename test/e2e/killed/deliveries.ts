import type { Delivery } from '../../support/front.ts';

/** The number of requests to a front by outcome. */
export interface Deliveries {
  /** Answered with 2xx. */
  taken: number;
  /** Those of them that were reported to their sender as failed, and are therefore redelivered. */
  doubled: number;
  /** Answered otherwise. */
  refused: number;
  /** The process was killed meanwhile, or was not running. */
  cutOff: number;
}

/**
 * @param doubledOneIn one in this many taken requests is reported to its sender as failed
 * @returns the HTTP status with which a front answers
 */
export function counting(
  deliveries: Deliveries,
  doubledOneIn = Number.POSITIVE_INFINITY,
): (delivery: Delivery) => number {
  return ({ status }) => {
    if (status === undefined) {
      deliveries.cutOff += 1;
      return 503;
    }
    if (status >= 300) {
      deliveries.refused += 1;
      return status;
    }
    deliveries.taken += 1;
    if (deliveries.taken % doubledOneIn !== 0) return status;
    deliveries.doubled += 1;
    return 500;
  };
}

export const NONE: Readonly<Deliveries> = { taken: 0, doubled: 0, refused: 0, cutOff: 0 };
