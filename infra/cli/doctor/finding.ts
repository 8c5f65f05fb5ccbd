/** What came of looking at one part of a deployment. */
export interface PartFinding {
  /** The part: `the store`. */
  readonly part: string;
  /** `skipped`: it is not there to be looked at, and need not be. */
  readonly state: 'well' | 'wrong' | 'skipped';
  /** What was seen. */
  readonly seen: string;
  /** What mends it; present where something is wrong. */
  readonly mend?: string;
}

/** Looks at one part, within a time limit in milliseconds; does not throw. */
export type Examine = () => Promise<readonly PartFinding[]>;

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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
