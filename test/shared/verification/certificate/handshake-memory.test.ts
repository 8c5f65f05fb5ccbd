import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import { tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import { childEnvironment } from '../../../support/child-environment.ts';

const MANY = fileURLToPath(new URL('../../../support/many-handshakes.ts', import.meta.url));
/** A leak of one certificate would take 4 KB each time; the chain has six above the first. */
const LEAKED_KIB = 1500 * 6 * 4;

describe('many handshakes', () => {
  it('leave nothing of the certificates above the first in memory', async () => {
    let authority: CertificateAuthority = await createCertificateAuthority();
    for (let depth = 0; depth < 6; depth += 1) authority = await authority.intermediate();
    const certificate = await authority.issue({ names: ['shop.example.com'] });
    const server = await tlsServer({ certificateFor: () => certificate });
    try {
      const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
      const environment = { ...childEnvironment(), MALLOC_ARENA_MAX: '1' };
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [...flags, MANY, String(server.port)],
        { env: environment },
      );
      const grownKib = Number(stdout);
      assert.ok(grownKib < LEAKED_KIB, `${grownKib} KiB more`);
    } finally {
      await server.close();
    }
  });
});
