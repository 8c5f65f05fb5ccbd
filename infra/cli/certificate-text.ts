import type { Certificate } from '../../shared/problems/findings.ts';
import { clockTime, relativeTime } from '../../shared/reporting/times.ts';

/** The certificate in lines: who issued it, how long it is valid, and for which names. */
export function certificateTexts(certificate: Certificate, now: number): readonly string[] {
  const { issuer, validFrom, validTo, names } = certificate;
  return [
    `issued by ${issuer}`,
    `valid from ${time(validFrom)} to ${time(validTo)} (${relative(validTo, now)})`,
    `for ${names.join(', ') || 'no name'}`,
  ];
}

/** A stranger's certificate may contain invalid times. */
function time(written: string): string {
  const at = Date.parse(written);
  return Number.isNaN(at) ? written : clockTime(at);
}

function relative(written: string, now: number): string {
  const at = Date.parse(written);
  return Number.isNaN(at) ? 'unknown' : relativeTime(at, now);
}
