/**
 * Equivalent mutants, which no test can notice, since they change nothing, or nothing that anybody depends
 * on. An entry that no longer matches a mutant does no harm.
 */
export interface Equivalent {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A part of the line in which it begins, if the same code occurs more than once. */
  readonly line?: string;
  readonly because: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'shared/lifecycle/apply-finding.ts',
    from: '>',
    to: '>=',
    line: 'GIVE_UP_AFTER_MS',
    because:
      'a look that falls on the very millisecond in which 30 days are over may be the last one or not',
  },
  {
    file: 'shared/store/settings-codec.ts',
    from: 'rest.success',
    to: 'true',
    because: 'all that does not fit has been left out before, so the rest always fits',
  },
  {
    file: 'shared/verification/certificate/alternative-names.ts',
    from: '<',
    to: '<=',
    line: 'at < text.length',
    because: 'behind its end the text has no character that means anything',
  },
  {
    file: 'shared/engine/advance-due.ts',
    from: '&&',
    to: '||',
    line: 'await wait(gatherMs, signal)',
    because: 'a sweep waits 10 ms more, once for each time that it claims domains',
  },
  {
    file: 'shared/store/sqlite-list.ts',
    from: 'q !== undefined && ofDomain.length === 0',
    to: 'false',
    because:
      'the index changes only how long a search takes, which `npm run bench -- --only=page` measures',
  },
  {
    file: 'shared/store/site-deletion-codec.ts',
    from: '!(error instanceof DamageError)',
    to: 'false',
    because:
      'the decoder throws nothing else, and a fault of it is to be seen, not taken for damage',
  },
  {
    file: 'shared/store/firestore-claimed.ts',
    from: '!(error instanceof DamageError)',
    to: 'false',
    because:
      'decoding a record throws nothing else, and a fault of it is to be seen, not taken for damage',
  },
];
