/**
 * A process that meets each fault of each of Google's services, several at a time, and prints each outcome as
 * a line of JSON. It is a process of its own since Google's clients go on retrying, and read the trusted
 * authorities only once. Its argument is a folder for the certificate of one.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCertificateAuthority,
  type IssuedCertificate,
  selfSignedCertificate,
} from '../../infra/local/sandbox/certificate-authority.ts';
import { inParallel } from '../../shared/async/in-parallel.ts';
import { GOOGLE_FAULTS, type GoogleFault, startFaultyService, UNASKED } from './google-faults.ts';
import { GOOGLE_ROWS, GOOGLE_SERVICES, type GoogleService, isLate } from './google-rows.ts';
import { keysOf } from './keys-of.ts';

/** The outcome of a call. */
export interface GoogleMade {
  readonly service: GoogleService;
  readonly fault: GoogleFault;
  /** The error that people see; empty if there is none. */
  readonly told: string;
  /** Whether the service itself was asked. */
  readonly wasAsked: boolean;
  /** The requests that followed its redirect. */
  readonly elsewhere: readonly string[];
  /** Whether a secret is in the error. */
  readonly isLeaked: boolean;
}

/** Long enough to reach the fault; if it is not reached, the call is repeated. */
const PATIENCE_MS = 2000;
/** Few enough that each makes progress. */
const AT_A_TIME = 8;
/** For faults whose error arrives before the time limit. */
const LONG_PATIENCE_MS = 120_000;

const [folder = ''] = process.argv.slice(2);
const authority = await createCertificateAuthority({ name: 'Test CA' });
const file = join(folder, 'ca.pem');
writeFileSync(file, authority.certificatePem);
process.env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH = file;
const { credentials, GOOGLE_CALLERS, HIDDEN } = await import('./google-callers.ts');

const pem = ({ certificatePem: cert, privateKeyPem: key }: IssuedCertificate) => ({ cert, key });
const certificates = {
  trusted: pem(await authority.issue({ names: ['localhost'] })),
  untrusted: pem(await selfSignedCertificate({ names: ['localhost'] })),
};

const TOKENS: { readonly [fault in GoogleFault]?: Parameters<typeof credentials>[0] } = {
  'no-token': 'none',
  'late-token': 'none ever',
};

async function meet(service: GoogleService, fault: GoogleFault): Promise<void> {
  const { call, content } = GOOGLE_CALLERS[service];
  await using faulty = await startFaultyService(fault, content, certificates);
  const patienceMs = isLate(GOOGLE_ROWS[service][fault]) ? PATIENCE_MS : LONG_PATIENCE_MS;
  let error: unknown;
  do {
    error = await call(faulty.port, credentials(TOKENS[fault] ?? 'a token'), patienceMs).then(
      () => undefined,
      (reason: unknown) => reason,
    );
  } while (faulty.asked.length === 0 && !UNASKED.has(fault));
  const stack = error instanceof Error ? `${error.stack}` : '';
  const made: GoogleMade = {
    service,
    fault,
    told: error instanceof Error ? error.message : String(error ?? ''),
    wasAsked: faulty.asked.length > 0,
    elsewhere: faulty.elsewhere,
    isLeaked: HIDDEN.some((hidden) => stack.includes(hidden)),
  };
  console.log(JSON.stringify(made));
}

for (const service of GOOGLE_SERVICES) {
  // Loads its client.
  await meet(service, 'empty');
  const faults = keysOf(GOOGLE_FAULTS).filter((fault) => fault !== 'empty');
  await inParallel(faults, AT_A_TIME, (fault) => meet(service, fault));
}
process.exit();
