import { baseUrl } from '../settings/base-url.ts';

/**
 * The address of a route of WordPress' REST API.
 *
 * @param apiUrl `https://network.example.com/wp-json`, or `https://network.example.com/?rest_route=` where
 *   the permalinks are plain; a slash at its end makes no difference
 * @param route `/wu/v2/domain/34`
 */
export function restUrl(
  apiUrl: string,
  route: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = baseUrl(apiUrl) + route;
  const parameters = new URLSearchParams(query).toString();
  if (parameters === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${parameters}`;
}
