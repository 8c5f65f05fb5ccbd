import * as v from 'valibot';
import { type Phrase, phrase } from './phrase.ts';

/**
 * What a certificate waits for that the host alone cannot bring about.
 *
 * - `proxy`: the proxy in front of the site, whose certificate it is
 * - `alias`: the host does not take the domain, and so issues none
 * - `registry`: CAA records cannot be looked up at the registry's
 * - `support`: it should long have been there
 */
export const WAITS_FOR = ['proxy', 'alias', 'registry', 'support'] as const;

export type WaitsFor = (typeof WAITS_FOR)[number];

export const waitsForSchema = v.exactOptional(v.picklist(WAITS_FOR));

/** What to do about a certificate, as it is to be told where it waits for nothing else. */
export function certificateRemedy(
  { waitsFor }: { readonly waitsFor?: WaitsFor },
  otherwise: Phrase,
): Phrase[] {
  return [waitsFor === undefined ? otherwise : phrase(`certificate.waits-for.${waitsFor}`)];
}
