import { listed, more, texts } from './template.ts';

/** The addresses that a problem is about, as its values have them. */
export const seenAddresses = { addresses: texts, moreAddresses: more };

interface SeenAddresses {
  readonly addresses: readonly string[];
  readonly moreAddresses?: number;
}

/** The addresses as the problem's message lists them. */
export function listedIn({ addresses, moreAddresses = 0 }: SeenAddresses) {
  return {
    addresses: listed(addresses, moreAddresses),
    count: addresses.length + moreAddresses,
  };
}
