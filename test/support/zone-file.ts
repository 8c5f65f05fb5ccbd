/** The files of a zone, signed on request. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `wrongly`: its signatures do not verify. `long-ago`: they have expired. */
export type Signing = 'well' | 'wrongly' | 'long-ago';

export interface ZoneFile {
  /** Its name without the last dot; '' is the root. */
  readonly zone: string;
  /** Lines of a zone file, with names relative to the zone. */
  readonly records: readonly string[];
  readonly serial: number;
  readonly negativeTtlSeconds?: number | undefined;
  readonly signed?: Signing | undefined;
  /** Distinguishes the versions of a zone that differ between its servers. */
  readonly version?: string;
}

export interface SignedZone {
  readonly path: string;
  /** The DS records for the parent zone; none if the zone is not signed. */
  readonly ds: readonly string[];
  /** The key, in the form of `trust-anchors`. */
  readonly anchor?: string;
}

/** The default negative TTL of a zone (RFC 2308, 5). */
const NEGATIVE_TTL_SECONDS = 30;

/** Writes the zone into `folder`, and creates its key the first time. */
export async function writeZone(folder: string, file: ZoneFile): Promise<SignedZone> {
  const { zone, version = '' } = file;
  const name = `${zone === '' ? 'root' : zone}${version}`;
  const plain = join(folder, `${name}.zone`);
  if (file.signed === undefined) {
    await writeFile(plain, zoneText(file));
    return { path: plain, ds: [] };
  }

  const key = await keyOf(folder, zone);
  await writeFile(plain, `${zoneText(file)}$INCLUDE ${key}.key\n`);
  const signed = join(folder, `${name}.signed`);
  const period = file.signed === 'long-ago' ? ['-s', '20200101000000', '-e', '20200201000000'] : [];
  const options = ['-q', '-z', '-P', '-O', 'full', ...period, '-o', `${zone}.`, '-f', signed];
  await run('dnssec-signzone', [...options, plain, key], { cwd: folder });
  if (file.signed === 'wrongly') await spoilSignatures(signed);

  const ds = await run('dnssec-dsfromkey', ['-2', `${key}.key`], { cwd: folder });
  return { path: signed, ds: ds.stdout.trim().split('\n'), anchor: await anchorOf(folder, key) };
}

function zoneText({
  zone,
  records,
  serial,
  negativeTtlSeconds = NEGATIVE_TTL_SECONDS,
}: ZoneFile): string {
  const origin = `${zone}.`;
  const mailbox = zone === '' ? 'hostmaster.' : `hostmaster.${zone}.`;
  const times = `${serial} 3600 600 86400 ${negativeTtlSeconds}`;
  // Resolvers remember an absence no longer than the SOA record itself (RFC 2308, 5).
  const ttl = Math.max(300, negativeTtlSeconds);
  const soa = `@ ${ttl} IN SOA ${zone === '' ? 'ns1.' : `ns1.${zone}.`} ${mailbox} ${times}`;
  return `$ORIGIN ${origin}\n$TTL 300\n${[soa, ...records].join('\n')}\n`;
}

const keys = new Map<string, Promise<string>>();

function keyOf(folder: string, zone: string): Promise<string> {
  const id = join(folder, zone);
  const made =
    keys.get(id) ??
    run('dnssec-keygen', ['-q', '-a', 'ECDSAP256SHA256', '-f', 'KSK', `${zone}.`], {
      cwd: folder,
    }).then(({ stdout }) => stdout.trim());
  keys.set(id, made);
  return made;
}

async function anchorOf(folder: string, key: string): Promise<string> {
  const text = await readFile(join(folder, `${key}.key`), 'utf8');
  const [, owner, flags, protocol, algorithm, base64] =
    /^(\S+) .*?DNSKEY (\d+) (\d+) (\d+) (.+)$/m.exec(text) ?? [];
  return `${owner} static-key ${flags} ${protocol} ${algorithm} "${base64}";`;
}

/**
 * Spoils all signatures but that of the key itself, so that the key can be trusted, but the records cannot.
 */
async function spoilSignatures(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const spoilt = text.replace(
    /^(.*\sIN RRSIG\s+(?!DNSKEY).*\s)([A-Za-z0-9+/])([A-Za-z0-9+/=]*)$/gm,
    (_, before: string, first: string, rest: string) =>
      `${before}${first === 'A' ? 'B' : 'A'}${rest}`,
  );
  if (spoilt === text) throw new Error(`no signature in ${path}`);
  await writeFile(path, spoilt);
}
