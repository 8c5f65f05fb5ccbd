/**
 * The only place that connects to where a customer's records lead, so that none leads to an internal
 * machine. The address that is judged here is the very one that is connected to: a name is refused and
 * nothing is looked up in between, so a record that changes meanwhile has no effect.
 */

import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  DEFAULT_CIPHERS,
  type DetailedPeerCertificate,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { familyOf, isPublicAddress } from './address.ts';

export interface Destination {
  readonly address: string;
  readonly port: number;
}

/** Begins to connect; undefined if the address may not be connected to. */
export function openTcp(
  { address, port }: Destination,
  allowPrivateAddresses: boolean,
): Socket | undefined {
  return mayConnect(address, allowPrivateAddresses)
    ? connectTcp({ host: address, port, lookup: refuseLookup })
    : undefined;
}

/** The versions of TLS: those that browsers speak, or older ones as well. */
export type Versions = 'for-browsers' | 'any';

/**
 * Begins to connect, and to ask for the certificate of `serverName`, which is not judged; undefined if the
 * address may not be connected to. Every session is new: a resumed one would show no certificate.
 */
export function openTls(
  { address, port, serverName }: Destination & { readonly serverName: string },
  allowPrivateAddresses: boolean,
  versions: Versions = 'for-browsers',
): TLSSocket | undefined {
  if (!mayConnect(address, allowPrivateAddresses)) return undefined;
  const socket = connectTls({
    host: address,
    port,
    lookup: refuseLookup,
    servername: serverName,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    secureContext: context(versions),
  });
  // The platform reads the whole chain for a check that is not made here; without it, a look at a domain
  // costs a tenth less.
  socket.getPeerCertificate = () => UNREAD;
  return socket;
}

const UNREAD: DetailedPeerCertificate = Object.freeze(Object.create(null));

const contexts = {
  'for-browsers': new WeakMap<readonly string[], SecureContext>(),
  any: new WeakMap<readonly string[], SecureContext>(),
} as const;

/** One context for all connections; a new one once other authorities are trusted. */
function context(versions: Versions): SecureContext {
  const trusted = getCACertificates('default');
  const known = contexts[versions].get(trusted);
  if (known) return known;
  const made = createSecureContext({
    // Key strength is judged elsewhere: a refusal because of a weak key would hide all other faults.
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
    // Without the platform's first choice, X25519MLKEM768, a handshake costs both sides less, and the greeting
    // fits one packet, as some servers need. Nothing that is sent here has to stay secret.
    ecdhCurve: 'X25519:P-256:P-384:P-521:X448',
    minVersion: versions === 'any' ? 'TLSv1' : 'TLSv1.2',
  });
  contexts[versions].set(trusted, made);
  return made;
}

function mayConnect(address: string, allowPrivateAddresses: boolean): boolean {
  return familyOf(address) !== undefined && (allowPrivateAddresses || isPublicAddress(address));
}

/**
 * The platform looks up anything that is not an address. Only addresses come here; if anything else did,
 * this would refuse it.
 */
const refuseLookup: LookupFunction = (name, _options, done) =>
  done(new Error(`${name} is not an address`), '');

/** The usual errors for IPv6 where there is none, as on Cloud Run. */
const NO_ROUTE: ReadonlySet<unknown> = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * Whether a connection failed on this machine, before it got anywhere, which says nothing about the server.
 */
export function isNoRoute(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_ROUTE.has(error.code);
}
