import assert from 'node:assert/strict';
import { baseUrl } from '../../../shared/settings/base-url.ts';

describe('a base URL', () => {
  const urls: readonly (readonly [string, string])[] = [
    ['https://network.example.com/wp-json', 'https://network.example.com/wp-json'],
    ['https://network.example.com/wp-json/', 'https://network.example.com/wp-json'],
    ['https://network.example.com//', 'https://network.example.com'],
    ['', ''],
    ['//', ''],
  ];
  for (const [url, base] of urls) {
    it(`is "${base}" of "${url}"`, () => assert.equal(baseUrl(url), base));
  }
});
