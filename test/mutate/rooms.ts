/** A part of the program, and the test files that have to notice a fault in it. */
export interface Room {
  readonly name: string;
  /** Globs. */
  readonly sources: readonly string[];
  /**
   * Globs of test files, in steps: the next ones are run only if those before have noticed nothing. The test
   * that mirrors the source comes before all of them.
   */
  readonly tests: readonly (readonly string[])[];
  /** Whether any of these needs Firestore's emulator, which is then started once for all. */
  readonly onFirestore: boolean;
  /** The default number of its mutants. */
  readonly sample: number;
}

/** Tests that reach most of the engine's code come first, those that take longest last. */
const ENGINE_TESTS = [
  'test/shared/engine/{record-event,advance,sweep}.test.ts',
  'test/shared/engine/!(orders|outage-day|uncertain).test.ts',
  'test/shared/engine/{orders,uncertain}.test.ts',
];
const MODEL = ['test/model/model.test.ts'];

export const ROOMS: readonly Room[] = [
  {
    name: 'lifecycle',
    sources: ['shared/lifecycle/*.ts'],
    tests: [['test/shared/lifecycle/*.test.ts'], ...ENGINE_TESTS.map((glob) => [glob]), MODEL],
    onFirestore: true,
    sample: 60,
  },
  {
    name: 'engine',
    sources: ['shared/engine/*.ts'],
    tests: [
      ...ENGINE_TESTS.map((glob) => [glob]),
      ['test/shared/reconciliation/*.test.ts', 'test/infra/cli/{let-go,network}.test.ts'],
      ['test/e2e/{functions,live-domains}.test.ts', ...MODEL],
    ],
    onFirestore: true,
    sample: 40,
  },
  {
    name: 'store',
    sources: ['shared/store/*.ts'],
    tests: [
      ['test/shared/store/!(sqlite|firestore).test.ts'],
      ['test/shared/store/sqlite.test.ts'],
      ['test/shared/store/firestore.test.ts'],
      ['test/shared/engine/{damage,sweep}.test.ts', 'test/e2e/status-page*.test.ts'],
    ],
    onFirestore: true,
    sample: 40,
  },
  {
    name: 'closte',
    sources: ['shared/closte/*.ts'],
    tests: [
      ['test/shared/closte/*.test.ts'],
      ['test/infra/cli/test-connection.test.ts', 'test/infra/local/sandbox/closte-api.test.ts'],
    ],
    onFirestore: false,
    sample: 30,
  },
  {
    name: 'reconciliation',
    sources: ['shared/reconciliation/*.ts'],
    tests: [
      ['test/shared/reconciliation/!(firestore).test.ts'],
      ['test/shared/reconciliation/firestore.test.ts'],
      ['test/e2e/reconcile.test.ts', 'test/infra/cli/reconcile.test.ts'],
    ],
    onFirestore: true,
    sample: 30,
  },
  {
    name: 'judgement',
    sources: [
      'shared/verification/{certificate,dns,proof}/*judgement.ts',
      'shared/verification/certificate/{alternative-names,chain-problem,hidden-fault,weakness}.ts',
      'shared/verification/dns/{proxied,visitors,wrong-addresses}.ts',
      'shared/verification/proof/answers.ts',
    ],
    tests: [
      ['test/shared/verification/{certificate,dns,proof}/*judgement.test.ts'],
      ['test/shared/verification/{certificate,dns,proof}/*.test.ts'],
      ['test/e2e/{fault-matrix,live-domains}.test.ts'],
    ],
    onFirestore: false,
    sample: 40,
  },
  {
    name: 'address',
    sources: ['shared/verification/{address,connection,known-proxy}.ts'],
    tests: [
      ['test/shared/verification/*.test.ts'],
      ['test/shared/verification/{certificate,dns,proof}/*.test.ts'],
      ['test/e2e/{fault-matrix,live-domains}.test.ts'],
    ],
    onFirestore: false,
    sample: 20,
  },
];
