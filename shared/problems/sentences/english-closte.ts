import type { Sentence } from './sentence.ts';

export const CLOSTE_SENTENCES = {
  'closte-unauthorized.when': 'Closte refuses the API key.',
  'closte-unauthorized.message': 'Closte refuses the API key.',
  'closte-unauthorized.remedy':
    'Store the value of CLOSTE_CLIENT_API_KEY from wp-config.php as the API key.',

  'closte-unavailable.when': 'Closte cannot be reached, or fails.',
  'closte-unavailable.message': 'Closte could not do it yet: {reason}.',
  'closte-unavailable.remedy': 'Nothing to do: it is tried again until it succeeds.',

  'closte-refused-domain.when':
    'Closte will not take the domain as an alias. Its DNS and certificate are checked nevertheless.',
  'closte-refused-domain.message': 'Closte does not take {domain} as an alias: {reason}',
  'closte-refused-domain.remedy':
    'Nothing to do if the network serves the domain already; otherwise map another, or ask Closte.',

  'network-unknown.when': 'Neither a setting nor an event tells what the domain has to point at.',
  'network-unknown.message': 'It is not known what {name} has to point at.',
  'network-unknown.remedy':
    'Set NETWORK_DOMAIN or NETWORK_ADDRESSES, or have the multisite send "network" in its events.',
} as const satisfies Record<string, Sentence>;
