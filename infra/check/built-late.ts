import { spelledAnyhow } from '../../shared/closte/quote.ts';

/** A source file that builds regular expressions from values that are known only at run time. */
export interface BuiltLate {
  readonly file: string;
  /** The expressions that it builds from the worst possible values: judged in place of its source. */
  readonly built: readonly RegExp[];
}

/** All such files: a missing or a superfluous entry is a fault. */
export const BUILT_LATE: readonly BuiltLate[] = [
  {
    file: 'shared/closte/quote.ts',
    // Keys that look like their own encodings, or like what may stand inside a key.
    built: ['k3y/With+odd=chars &é', '2525252525', '%25%2525%25', '%%%%', ' \\ \\ ', '😀%2'].map(
      spelledAnyhow,
    ),
  },
];
