import { template } from './problem.ts';

export const CLOSTE_PROBLEMS = {
  'closte-unauthorized': template<object>({
    severity: 'error',
    when: 'Closte refuses the API key.',
    message: () => 'Closte refuses the API key.',
    remedy: () => 'Store the value of CLOSTE_CLIENT_API_KEY from wp-config.php as the API key.',
    example: {},
  }),
  'closte-unavailable': template<{ readonly reason: string }>({
    severity: 'error',
    when: 'Closte cannot be reached, or fails.',
    message: (v) => `Closte could not do it yet: ${v.reason}.`,
    remedy: () => 'Nothing to do: it is tried again until it succeeds.',
    example: { reason: 'HTTP 503' },
  }),
  'closte-refused-domain': template<{ readonly domain: string; readonly reason: string }>({
    severity: 'warning',
    when: 'Closte will not take the domain as an alias. Its DNS and certificate are checked nevertheless.',
    message: (v) => `Closte does not take ${v.domain} as an alias: ${v.reason}`,
    remedy: () =>
      'Nothing to do if the network serves the domain already; otherwise map another, or ask Closte.',
    example: {
      domain: 'shop.example.com',
      reason: 'Invalid or empty domain: shop.example.com',
    },
  }),
  'network-unknown': template<{ readonly name: string }>({
    severity: 'error',
    when: 'Neither a setting nor an event tells what the domain has to point at.',
    message: (v) => `It is not known what ${v.name} has to point at.`,
    remedy: () =>
      'Set NETWORK_DOMAIN or NETWORK_ADDRESSES, or have the multisite send "network" in its events.',
    example: { name: 'shop.example.com' },
  }),
};
