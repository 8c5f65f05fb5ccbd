import type { GeneratedDocument } from '../../infra/generate/document.ts';
import { MATRIX } from '../e2e/fault-matrix/matrix.ts';
import { FAULTS } from './faults.ts';
import { GOOGLE_FAULTS, type GoogleFault } from './google-faults.ts';
import { BEGINNINGS, GOOGLE_ROWS, GOOGLE_SERVICES, textOf } from './google-rows.ts';
import { keysOf } from './keys-of.ts';
import { type Expected, ROWS } from './rows.ts';

/** The page of the reactions to each fault of each neighbour, from the tables of the tests. */
export const neighboursPage: GeneratedDocument = {
  path: 'docs/reliability/neighbours.md',
  text: () => `# When a neighbour fails

This page shows the reaction to each fault, as tested with real servers. Written by \`npm run generate\` from the tables that
[neighbours.test.ts](../../test/neighbours/neighbours.test.ts) and [fault-matrix.test.ts](../../test/e2e/fault-matrix.test.ts)
run: a row that is no longer true fails there.

## Closte and the multisite

A call to Closte may take 45 s, one to the multisite 10 s (0.7 s in the test). A call is *in doubt* if it may have been
carried out nevertheless: its effect is then asserted again until it is confirmed. A redirect is never followed, so that no secret is sent to its target.

| the neighbour | Closte | the multisite |
|---|---|---|
${Object.entries(FAULTS)
  .map(([fault, what]) => rowOf(fault, what))
  .join('')}
The consequences of each kind:

| kind | report | next try | shown by |
|---|---|---|---|
| \`unavailable\` | the problem \`closte-unavailable\`; a log line | Closte twice more within the call, after 0.5 s and 2 s; then by the sweep, with backoff. After 5 failures in a row all calls pause, for one to five minutes, and one call tests whether the cause is over | [circuit](../../test/shared/engine/circuit.test.ts), [uncertain](../../test/shared/engine/uncertain.test.ts) |
| \`rate-limited\` | a log line | after the time that the neighbour asks for, at most a day; until then it is not called | [paced-call](../../test/shared/engine/paced-call.test.ts) |
| \`unauthorized\` | the problem \`closte-unauthorized\`; an alert | the secret is read again, at most once a minute; all calls pause for five minutes | [secret-api-key](../../test/shared/closte/secret-api-key.test.ts), [multisite-refusal](../../test/shared/engine/multisite-refusal.test.ts) |
| \`unexpected\` | the problem \`closte-unavailable\` | by the sweep, with backoff | [advance](../../test/shared/engine/advance.test.ts) |
| \`refused\` | a log line | after a day | [write-stage](../../test/shared/engine/write-stage.test.ts) |

Nothing else suffers: the checks of other domains go on, events are acknowledged once they are recorded
([outage-day](../../test/shared/engine/outage-day.test.ts)), and no try of a domain is used up.

## Google's services

As in production, the clients call the servers of
[google.test.ts](../../test/neighbours/google.test.ts) over gRPC and TLS, with an access token. A call may take 30 s in Firestore’s store and 10 s elsewhere
(2 s in the test); the clients spend this time on retries if the fault may be transient. Each error of Secret Manager begins with
“${BEGINNINGS['Secret Manager'].trim()}”.

| the service | ${GOOGLE_SERVICES.join(' | ')} |
|---|---|---|---|
${keysOf(GOOGLE_FAULTS).map(googleRowOf).join('')}
The consequences, whatever the fault:

| service | report | next try | shown by |
|---|---|---|---|
| Firestore | an error in the log | the event is redelivered; the sweep ends with the error, and the next one starts afresh. No write is partial, and repeating a commit whose answer was lost does no harm | [firestore](../../test/shared/store/firestore.test.ts), [orders](../../test/shared/engine/orders.test.ts), [firestore-connection](../../test/shared/store/firestore-connection.test.ts) |
| Secret Manager | the problem \`closte-unavailable\`; a log line, with the name of the secret and what to do | as \`unavailable\` above | [secret-api-key](../../test/shared/closte/secret-api-key.test.ts) |
| Pub/Sub | a log line | a stage change is published again with backoff; a rejected message is redelivered | [publish](../../test/shared/reporting/publish.test.ts), [advance](../../test/shared/engine/advance.test.ts) |
| Google's keys for identity tokens | HTTP 503; a log line | the call is retried | [expected-callers](../../test/e2e/expected-callers.test.ts) |

## DNS and TLS

The look at DNS may take 8 s in all, that at the certificate 6 s; then the answers so far are judged. A look that
reveals nothing about the domain, since our own resolvers are silent, uses up no try.
${Object.entries(MATRIX)
  .map(([about, rows]) => sectionOf(about, rows))
  .join('')}`,
};

function googleRowOf(fault: GoogleFault): string {
  const cells = GOOGLE_SERVICES.map((service) => textOf(service, GOOGLE_ROWS[service][fault]));
  return `| ${GOOGLE_FAULTS[fault]} | ${cells.join(' | ')} |\n`;
}

function rowOf(fault: string, what: string): string {
  const cells = Object.values(ROWS).map((rows) =>
    Object.entries(rows).flatMap(([name, expected]) => (name === fault ? [cellOf(expected)] : [])),
  );
  return `| ${what} | ${cells.flat().join(' | ')} |\n`;
}

function cellOf({ kind, told, mayBeDone, retryAfterMs }: Expected): string {
  if (kind === 'success') return 'done';
  const doubt = mayBeDone ? ', in doubt' : '';
  const after = retryAfterMs === undefined ? '' : `, again after ${retryAfterMs / 1000} s`;
  return `\`${kind}\`${doubt}${after}: ${told}`;
}

type Situations = readonly {
  readonly situation: string;
  readonly told: readonly (readonly string[])[];
}[];

function sectionOf(about: string, rows: Situations): string {
  const lines = rows.map(({ situation, told }) => {
    const codes = told.map(([code]) => `\`${code}\``).join(', ') || 'no problem';
    return `| ${situation.replaceAll('|', '\\|')} | ${codes} |\n`;
  });
  return `\n### ${about[0]?.toUpperCase()}${about.slice(1)}\n\n| situation | problems |\n|---|---|\n${lines.join('')}`;
}
