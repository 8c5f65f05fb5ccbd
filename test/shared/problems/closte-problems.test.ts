import { CLOSTE_PROBLEMS } from '../../../shared/problems/closte-problems.ts';
import { describeTold, type ToldOf } from './told.ts';

const NAME = 'shop.example.com';

const TOLD: ToldOf<keyof typeof CLOSTE_PROBLEMS> = {
  'closte-unauthorized': [
    [
      {},
      'Closte refuses the API key, or there is none.',
      'Store the value of CLOSTE_CLIENT_API_KEY from wp-config.php as the API key.',
    ],
  ],
  'closte-unavailable': [
    [
      { reason: 'no answer within 45 s' },
      'Closte has not carried out the change yet: no answer within 45 s.',
      'Nothing to do: it is tried again until it succeeds.',
    ],
  ],
  'closte-refused-domain': [
    [
      { domain: NAME, reason: `Invalid or empty domain: ${NAME}` },
      'Closte does not accept shop.example.com as an alias: Invalid or empty domain: shop.example.com',
      'Nothing to do if the network serves the domain already; otherwise map another domain, or ask Closte.',
    ],
  ],
  'network-unknown': [
    [
      { name: NAME },
      'It is not known what shop.example.com has to point at.',
      'Set NETWORK_DOMAIN or NETWORK_ADDRESSES. Events provide them as well, once the main domain of the multisite is a public name (localhost is not).',
    ],
  ],
};

describeTold('problems with Closte and the network', CLOSTE_PROBLEMS, TOLD);
