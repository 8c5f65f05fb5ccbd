import * as v from 'valibot';
import { type Phrase, phrase } from './phrase.ts';

/**
 * The thing that a certificate waits for, if the host alone cannot provide it.
 *
 * - `proxy`: the proxy in front of the site has its own certificate
 * - `alias`: the host refuses the domain, so it issues no certificate
 * - `registry`: CAA records cannot be looked up at the registry
 * - `support`: the certificate is long overdue
 */
const WAITS_FOR = ['proxy', 'alias', 'registry', 'support'] as const;

export type WaitsFor = (typeof WAITS_FOR)[number];

export const waitsForSchema = v.exactOptional(v.picklist(WAITS_FOR));

/**
 * The remedy for a certificate that is wrong or missing.
 *
 * @param otherwise the remedy if the certificate waits for nothing else
 */
export function certificateRemedy(
  { waitsFor }: { readonly waitsFor?: WaitsFor },
  otherwise: Phrase,
): Phrase[] {
  return [waitsFor === undefined ? otherwise : phrase(`certificate.waits-for.${waitsFor}`)];
}
