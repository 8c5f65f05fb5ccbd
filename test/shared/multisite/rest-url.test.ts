import assert from 'node:assert/strict';
import { restUrl } from '../../../shared/multisite/rest-url.ts';

describe('the address of a route', () => {
  for (const [apiUrl, query, url] of [
    ['https://n.example/wp-json', {}, 'https://n.example/wp-json/wu/v2/domain'],
    ['https://n.example/wp-json/', {}, 'https://n.example/wp-json/wu/v2/domain'],
    ['https://n.example/wp-json', { page: '2' }, 'https://n.example/wp-json/wu/v2/domain?page=2'],
    ['https://n.example/?rest_route=', {}, 'https://n.example/?rest_route=/wu/v2/domain'],
    [
      'https://n.example/index.php?rest_route=/',
      { page: '2', per_page: '100' },
      'https://n.example/index.php?rest_route=/wu/v2/domain&page=2&per_page=100',
    ],
  ] as const) {
    it(`under ${apiUrl}, with ${JSON.stringify(query)}`, () => {
      assert.equal(restUrl(apiUrl, '/wu/v2/domain', query), url);
    });
  }
});
