import { spelledAnyhow } from '../../shared/closte/quote.ts';

/** A source that builds regular expressions of what only a run knows. */
export interface BuiltLate {
  readonly file: string;
  /** What it builds, of the worst that it can be given: judged in place of its source. */
  readonly built: readonly RegExp[];
}

/** All such sources: one that is not among them, or need not be, is a fault. */
export const BUILT_LATE: readonly BuiltLate[] = [
  {
    file: 'shared/closte/quote.ts',
    // Keys that look like their own encodings, or like what may stand inside a key.
    built: ['k3y/With+odd=chars &é', '2525252525', '%25%2525%25', '%%%%', ' \\ \\ ', '😀%2'].map(
      spelledAnyhow,
    ),
  },
];
