/** A certificate authority on this machine, for names that no real authority would issue certificates for. */

import { webcrypto } from 'node:crypto';
import type * as x509 from '@peculiar/x509';

/** A certificate with its key, and the chain that a server shows with it. */
export interface IssuedCertificate {
  /** PEM: the certificate, then its chain without the root, as servers send it. */
  readonly certificatePem: string;
  /** PEM, PKCS #8. */
  readonly privateKeyPem: string;
}

export interface CertificateRequest {
  /** DNS names, wildcards as `*.example.com`. */
  readonly names: readonly string[];
  /** Default: an hour ago. */
  readonly validFrom?: Date;
  /** Default: in 90 days. */
  readonly validTo?: Date;
  /** The size of its RSA key, in bits. Default: a key on the curve P-256 instead. */
  readonly rsaBits?: number;
  /** The hash of its signature. Default: SHA-256. */
  readonly hash?: 'SHA-256' | 'SHA-1';
  /** Where its issuer's certificate is to be had. Default: it does not say. */
  readonly issuerUrl?: string;
}

export interface CertificateAuthority extends IssuedCertificate {
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
  /** An authority below this one, whose certificate accompanies those that it issues. */
  intermediate(options?: AuthorityOptions): Promise<CertificateAuthority>;
}

export interface AuthorityOptions {
  /** Its common name. */
  readonly name?: string;
  /** Default: an hour ago. */
  readonly validFrom?: Date;
  /** Default: in ten years. */
  readonly validTo?: Date;
}

/** Creates an authority, which nobody trusts until its certificate is added to a trust store. */
export async function createCertificateAuthority(
  options: AuthorityOptions = {},
): Promise<CertificateAuthority> {
  const { X509CertificateGenerator } = await loadX509();
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: commonName(options.name ?? 'Sandbox Root'),
    keys,
    ...(await authorityParameters(options, keys)),
  });
  return authority({ certificate, privateKey: keys.privateKey, chainPem: '' });
}

/**
 * The authority that an earlier one's `certificatePem` and `privateKeyPem` describe.
 *
 * @throws {Error} if they are not PEM of a certificate and of its P-256 key
 */
export async function loadCertificateAuthority(pem: {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}): Promise<CertificateAuthority> {
  const { X509Certificate, PemConverter } = await loadX509();
  const privateKey = await webcrypto.subtle.importKey(
    'pkcs8',
    PemConverter.decodeFirst(pem.privateKeyPem),
    KEY_ALGORITHM,
    true,
    ['sign'],
  );
  const certificate = new X509Certificate(pem.certificatePem);
  return authority({ certificate, privateKey, chainPem: '' });
}

/** A self-signed certificate, such as servers show when they have no other. */
export async function selfSignedCertificate(
  request: CertificateRequest,
): Promise<IssuedCertificate> {
  const { X509CertificateGenerator } = await loadX509();
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: commonName(request.names[0]),
    keys,
    ...(await serverParameters(request, keys)),
  });
  return {
    certificatePem: pemOf(certificate),
    privateKeyPem: await privateKeyPem(keys.privateKey),
  };
}

interface Signer {
  readonly certificate: x509.X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
  /** The certificates that servers must send after one from this signer; empty for a root. */
  readonly chainPem: string;
}

async function authority(signer: Signer): Promise<CertificateAuthority> {
  return {
    certificatePem: pemOf(signer.certificate),
    privateKeyPem: await privateKeyPem(signer.privateKey),

    async issue(request) {
      const keys = await newKeys(request.rsaBits);
      const certificate = await signed(
        signer,
        keys,
        request.names[0],
        await serverParameters(request, keys),
      );
      return {
        certificatePem: pemOf(certificate) + signer.chainPem,
        privateKeyPem: await privateKeyPem(keys.privateKey),
      };
    },

    async intermediate(options = {}) {
      const keys = await newKeys();
      const certificate = await signed(
        signer,
        keys,
        options.name ?? 'Sandbox Intermediate',
        await authorityParameters(options, keys),
      );
      const chainPem = pemOf(certificate) + signer.chainPem;
      return authority({ certificate, privateKey: keys.privateKey, chainPem });
    },
  };
}

interface Parameters {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly signingAlgorithm: webcrypto.EcdsaParams;
  readonly extensions: x509.Extension[];
}

async function signed(
  signer: Signer,
  keys: webcrypto.CryptoKeyPair,
  name: string | undefined,
  parameters: Parameters,
): Promise<x509.X509Certificate> {
  const { X509CertificateGenerator, AuthorityKeyIdentifierExtension } = await loadX509();
  return X509CertificateGenerator.create({
    subject: commonName(name),
    issuer: signer.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    ...parameters,
    extensions: [
      ...parameters.extensions,
      await AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
    ],
  });
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function authorityParameters(
  options: AuthorityOptions,
  keys: webcrypto.CryptoKeyPair,
): Promise<Parameters> {
  const x = await loadX509();
  return {
    notBefore: options.validFrom ?? new Date(Date.now() - HOUR_MS),
    notAfter: options.validTo ?? new Date(Date.now() + 3650 * DAY_MS),
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x.BasicConstraintsExtension(true, undefined, true),
      new x.KeyUsagesExtension(x.KeyUsageFlags.keyCertSign | x.KeyUsageFlags.cRLSign, true),
      await x.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  };
}

async function serverParameters(
  request: CertificateRequest,
  keys: webcrypto.CryptoKeyPair,
): Promise<Parameters> {
  const x = await loadX509();
  const names = request.names.map((value) => ({ type: 'dns' as const, value }));
  return {
    notBefore: request.validFrom ?? new Date(Date.now() - HOUR_MS),
    notAfter: request.validTo ?? new Date(Date.now() + 90 * DAY_MS),
    signingAlgorithm: { ...SIGNING_ALGORITHM, hash: request.hash ?? SIGNING_ALGORITHM.hash },
    extensions: [
      new x.BasicConstraintsExtension(false, undefined, true),
      new x.KeyUsagesExtension(x.KeyUsageFlags.digitalSignature, true),
      new x.ExtendedKeyUsageExtension([x.ExtendedKeyUsage.serverAuth]),
      await x.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(names.length > 0 ? [new x.SubjectAlternativeNameExtension(names)] : []),
      ...(request.issuerUrl === undefined
        ? []
        : [new x.AuthorityInfoAccessExtension({ caIssuers: request.issuerUrl })]),
    ],
  };
}

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

function newKeys(rsaBits?: number): Promise<webcrypto.CryptoKeyPair> {
  const usages = ['sign', 'verify'] as const;
  if (rsaBits === undefined) return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, usages);
  const publicExponent = new Uint8Array([1, 0, 1]);
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent };
  return webcrypto.subtle.generateKey({ ...rsa, modulusLength: rsaBits }, true, usages);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const { PemConverter } = await loadX509();
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** X.520 limits a common name to 64 characters (RFC 5280, appendix A.1: ub-common-name). */
function commonName(name = 'no name'): x509.JsonName {
  return [{ CN: [name.slice(0, 64)] }];
}

/**
 * Imported late, since most runs of the sandbox need no certificate library. It refuses to load
 * without the polyfill reflect-metadata, although it asks the polyfill only for values that do not exist.
 */
async function loadX509(): Promise<typeof x509> {
  if (!('getMetadata' in Reflect)) {
    const none = () => undefined;
    // The last function is for the polyfill itself, if something loads it later: it asks which functions there are.
    const getOwnMetadataKeys = () => [];
    const stub = { getMetadata: none, getOwnMetadata: none, defineMetadata: none };
    Object.assign(Reflect, { ...stub, getOwnMetadataKeys });
  }
  return import('@peculiar/x509');
}
