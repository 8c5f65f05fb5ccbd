/** The files that take longest, the longest first. */
export const LONGEST: readonly string[] = [
  'test/infra/deploy/run.test.ts',
  'test/e2e/functions.test.ts',
  'test/model/model.test.ts',
  'test/shared/engine/orders.test.ts',
  'test/e2e/google-cloud.test.ts',
  'test/e2e/crash.test.ts',
  'test/e2e/instances.test.ts',
  'test/e2e/killed.test.ts',
  'test/e2e/status-page-browser.test.ts',
  'test/e2e/status-page-firestore.test.ts',
  'test/infra/deploy/lint.test.ts',
  'test/infra/deploy/cut-off.test.ts',
  'test/infra/deploy/propagation.test.ts',
  'test/infra/deploy/arrival.test.ts',
  'test/shared/store/firestore.test.ts',
  'test/infra/local/main.test.ts',
  'test/e2e/reconcile.test.ts',
  'test/e2e/sweep-parts.test.ts',
  'test/docs/one-machine.test.ts',
  'test/infra/multisite/wordpress/browser.test.ts',
  'test/infra/multisite/wordpress/outage.test.ts',
  'test/infra/multisite/wordpress/pages.test.ts',
  'test/infra/multisite/wordpress/diagnosis.test.ts',
  'test/infra/multisite/wordpress/mail.test.ts',
  'test/infra/monitoring/monitoring.test.ts',
  'test/infra/deploy/artefact.test.ts',
  'test/neighbours/google.test.ts',
  'test/infra/cli/transcripts.test.ts',
  'test/infra/cli/completion/shells.test.ts',
  'test/infra/cli/test-connection.test.ts',
  'test/infra/local/demo.test.ts',
];

/** Puts the longest files first: the run would have to wait for one that began last. */
export function longestFirst(files: readonly string[], longest = LONGEST): string[] {
  const long = longest.filter((file) => files.includes(file));
  return [...long, ...files.filter((file) => !long.includes(file))];
}
