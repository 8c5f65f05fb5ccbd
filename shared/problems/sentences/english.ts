import { CERTIFICATE_SENTENCES } from './english-certificate.ts';
import { CLOSTE_SENTENCES } from './english-closte.ts';
import { DNS_SENTENCES } from './english-dns.ts';
import { FIX_SENTENCES } from './english-fix.ts';
import { LOOKUP_SENTENCES } from './english-lookup.ts';

/**
 * Every sentence about problems, in English, from which translations are made. The keys of a problem's
 * sentences begin with its code.
 */
export const ENGLISH = {
  ...CLOSTE_SENTENCES,
  ...DNS_SENTENCES,
  ...CERTIFICATE_SENTENCES,
  ...FIX_SENTENCES,
  ...LOOKUP_SENTENCES,
};

export type SentenceKey = keyof typeof ENGLISH;
