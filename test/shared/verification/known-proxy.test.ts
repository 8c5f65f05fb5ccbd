import assert from 'node:assert/strict';
import { isBlock, knownProxy } from '../../../shared/verification/known-proxy.ts';

/** Addresses of Cloudflare, in 104.16.0.0/13. */
const ofCloudflare = (count: number) =>
  Array.from({ length: count }, (_, index) => `104.16.0.${index}`);

describe('a well-known proxy', () => {
  for (const [what, addresses, name] of [
    ['the one that has the address', ['104.21.57.64'], 'Cloudflare'],
    ['the one that has an IPv6 address', ['2606:4700::1'], 'Cloudflare'],
    ['the one that has all of several', ['104.21.57.64', '2606:4700::1'], 'Cloudflare'],
    ['another one', ['151.101.1.1'], 'Fastly'],
    ['the one with as many addresses as any has', ofCloudflare(32), 'Cloudflare'],
    ['none with more, which only a hostile answer has', ofCloudflare(33), undefined],
    ['none where there are no addresses', [], undefined],
    ['none that has the address', ['34.1.1.1'], undefined],
    ['none of which one address is not', ['104.21.57.64', '34.1.1.1'], undefined],
    ['none of two that have one address each', ['104.21.57.64', '151.101.1.1'], undefined],
    ['none that has a text', ['shop.example.com'], undefined],
  ] as const) {
    it(`is ${what}`, () => assert.equal(knownProxy(addresses), name));
  }
});

describe('a block of addresses', () => {
  for (const [text, isOne] of [
    ['104.16.0.0/13', true],
    ['2606:4700::/32', true],
    // The largest and the smallest.
    ['10.0.0.0/8', true],
    ['10.0.0.0/7', false],
    ['10.0.0.0/32', true],
    ['10.0.0.0/33', false],
    ['2606::/16', true],
    ['2606::/15', false],
    ['2606::/128', true],
    ['2606::/129', false],
    ['104.16.0.0', false],
    ['104.16.0.0/', false],
    ['104.16.0.0/13/13', false],
    ['104.16.0.0/1e1', false],
    ['104.16.0.0/0013', false],
    ['/13', false],
    ['a/13', false],
  ] as const) {
    it(`is ${isOne ? '' : 'not '}${text}`, () => assert.equal(isBlock(text), isOne));
  }
});
