/** The result of a look at one part of a deployment. */
export interface PartFinding {
  /** The part: `the store`. */
  readonly part: string;
  /** `skipped`: this deployment neither has nor needs the part. `unseen`: it cannot be looked at from here. */
  readonly state: 'well' | 'wrong' | 'skipped' | 'unseen';
  /** The observation. */
  readonly seen: string;
  /** The remedy, or the way to make the part visible; present if something is wrong or unseen. */
  readonly mend?: string;
}

export const well = (part: string, seen: string): PartFinding => ({ part, state: 'well', seen });
export const skipped = (part: string, seen: string): PartFinding => ({
  part,
  state: 'skipped',
  seen,
});
export const wrong = (part: string, seen: string, mend: string): PartFinding => ({
  part,
  state: 'wrong',
  seen,
  mend,
});

export const unseen = (part: string, seen: string, mend: string): PartFinding => ({
  part,
  state: 'unseen',
  seen,
  mend,
});

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
