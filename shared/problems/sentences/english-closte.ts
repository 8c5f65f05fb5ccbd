import type { Sentence } from './sentence.ts';

export const CLOSTE_SENTENCES = {
  'closte-unauthorized.when': 'Closte refuses the API key, or there is none.',
  'closte-unauthorized.message': 'Closte refuses the API key, or there is none.',
  'closte-unauthorized.remedy':
    'Store the value of CLOSTE_CLIENT_API_KEY from wp-config.php as the API key.',

  'closte-unavailable.when': 'Closte cannot be reached, or fails.',
  'closte-unavailable.message': 'Closte has not carried out the change yet: {reason}.',
  'closte-unavailable.remedy': 'Nothing to do: it is tried again until it succeeds.',

  'closte-refused-domain.when':
    'Closte does not accept the domain as an alias. Its DNS and certificate are checked nevertheless.',
  'closte-refused-domain.message': 'Closte does not accept {domain} as an alias: {reason}',
  'closte-refused-domain.remedy':
    'Nothing to do if the network serves the domain already; otherwise map another domain, or ask Closte.',

  'network-unknown.when': 'Neither a setting nor an event says what the domain has to point at.',
  'network-unknown.message': 'It is not known what {name} has to point at.',
  'network-unknown.remedy':
    'Set NETWORK_DOMAIN or NETWORK_ADDRESSES. Events provide them as well, once the main domain of the multisite is a public name (localhost is not).',
} as const satisfies Record<string, Sentence>;
