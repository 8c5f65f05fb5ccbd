/**
 * The only place that connects to where a customer's records lead, so that none leads to a machine
 * inside. What is connected to is the very address that is judged here: a name is refused, nothing
 * is looked up in between, and so a record that changes meanwhile changes nothing.
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

/** Begins to connect; undefined if that is not to be. */
export function openTcp(
  { address, port }: Destination,
  allowPrivateAddresses: boolean,
): Socket | undefined {
  return mayConnect(address, allowPrivateAddresses)
    ? connectTcp({ host: address, port, lookup: refuseLookup })
    : undefined;
}

/** Of TLS: those that browsers speak, or older ones, too. */
export type Versions = 'for-browsers' | 'any';

/**
 * Begins to connect, and to ask for the certificate of `serverName`, which is not judged; undefined
 * if that is not to be. Each time with a new session: a resumed one would show no certificate.
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
  // Read for the check that is none here, chain and all: a tenth of what a look at a domain costs.
  socket.getPeerCertificate = () => UNREAD;
  return socket;
}

const UNREAD: DetailedPeerCertificate = Object.freeze(Object.create(null));

const contexts = {
  'for-browsers': new WeakMap<readonly string[], SecureContext>(),
  any: new WeakMap<readonly string[], SecureContext>(),
} as const;

/** One for all connections, and another one once other authorities are trusted. */
function context(versions: Versions): SecureContext {
  const trusted = getCACertificates('default');
  const known = contexts[versions].get(trusted);
  if (known) return known;
  const made = createSecureContext({
    // Whether keys are strong enough is judged from outside; else a weak one hides all the rest.
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
    minVersion: versions === 'any' ? 'TLSv1' : 'TLSv1.2',
  });
  contexts[versions].set(trusted, made);
  return made;
}

function mayConnect(address: string, allowPrivateAddresses: boolean): boolean {
  return familyOf(address) !== undefined && (allowPrivateAddresses || isPublicAddress(address));
}

/** The platform looks up what is no address. Nothing else comes here, and if it did, it ends here. */
const refuseLookup: LookupFunction = (name, _options, done) =>
  done(new Error(`${name} is no address`), '');

/** Usual for IPv6 where there is none, as on Cloud Run. */
const NO_ROUTE: ReadonlySet<unknown> = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Whether a connection failed here, before it got anywhere: that tells nothing about the server. */
export function isNoRoute(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_ROUTE.has(error.code);
}
