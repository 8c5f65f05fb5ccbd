/**
 * How a multisite behind a proxy proves that a site is its own: asked with a token over HTTP, it answers with
 * an HMAC, which requires the shared secret. The publisher plugin in infra/multisite answers.
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token of 128 bits for each attempt, so that no old answer will do. */
export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/** The path to ask `host` for. */
export function proofPath(token: string): string {
  return `/.well-known/closte-domain-sync/${token}`;
}

/**
 * The multisite's answer, in lower-case hex. The host is part of it, so that the answer of one site proves
 * nothing about another.
 *
 * @param secret the multisite's API secret, without its key
 */
export function expectedProof(secret: string, host: string, token: string): string {
  return createHmac('sha256', secret).update(`closte-domain-sync\n${host}\n${token}`).digest('hex');
}

/** Whether `body` is `expected`, apart from white space that PHP files leave around it. */
export function isProof(body: string, expected: string): boolean {
  const answered = Buffer.from(body.trim());
  const wanted = Buffer.from(expected);
  return answered.byteLength === wanted.byteLength && timingSafeEqual(answered, wanted);
}

/** Whether `body` has the form of a proof, whatever secret it was made with. */
export function isSomeProof(body: string): boolean {
  return /^[0-9a-f]{64}$/.test(body.trim());
}
