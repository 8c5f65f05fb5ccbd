/** The smallest possible function, and one that makes only the same call to Closte as ours. */

import { cloudEvent } from '@google-cloud/functions-framework';

cloudEvent('bare', () => {});

cloudEvent('formPost', async (event) => {
  const { default: got } = await import('got');
  const { domain } = JSON.parse(Buffer.from(event.data.message.data, 'base64').toString());
  const { CLOSTE_API_URL, CLOSTE_CLIENT_API_KEY: apikey } = process.env;
  const form = { apikey, domain, wildcard: 0 };
  await got.post(`${CLOSTE_API_URL}/adddomainalias`, { form, retry: { limit: 0 } }).json();
});
