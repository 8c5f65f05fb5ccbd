import type { Observation } from '../../problems/findings.ts';
import { few, legible } from '../../problems/legible.ts';
import { reasonText } from '../../problems/render.ts';
import { type HandshakeAttempt, MAX_NAMES_TOLD } from './judgement.ts';
import type { ShownCertificate } from './shown-certificate.ts';

/**
 * One observation for each address that was asked for `serverName`, for people to read. The answer is worded
 * only if it is read, since nobody reads those of a sweep.
 */
export function observationsOf(
  attempts: readonly HandshakeAttempt[],
  port: number,
  serverName: string,
): Observation[] {
  return attempts.map(({ address, handshake }) => ({
    asked: `${address} port ${port}`,
    question: `TLS for ${serverName}`,
    get answer() {
      return handshake.kind === 'shown'
        ? described(handshake.certificate)
        : reasonText(handshake.reason);
    },
  }));
}

function described(certificate: ShownCertificate): string {
  const { issuer, validFrom, validTo, chainError } = certificate;
  const names =
    few(certificate.names, MAX_NAMES_TOLD)
      .map((name) => legible(name))
      .join(', ') || 'no name';
  const chain = chainError === undefined ? '' : ` (${chainError})`;
  return `a certificate of ${issuer} for ${names}, from ${day(validFrom)} to ${day(validTo)}${chain}`;
}

function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
