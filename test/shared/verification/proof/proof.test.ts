import assert from 'node:assert/strict';
import {
  expectedProof,
  isProof,
  newToken,
  proofPath,
} from '../../../../shared/verification/proof/proof.ts';

const secret = 'the-api-secret';
const host = 'shop.example.com';
const token = '0123456789abcdef0123456789abcdef';
/** By openssl dgst -sha256 -hmac. */
const proof = '537a215de15bb0a30856b10e4613bc16dc7962cac40e0e49cb0da74e17beeac7';

describe('the proof of a site', () => {
  it('is the HMAC of host and token, in lower-case hex', () => {
    assert.equal(expectedProof(secret, host, token), proof);
  });

  it('differs for every secret, host and token', () => {
    const all = [
      proof,
      expectedProof('another', host, token),
      expectedProof(secret, 'www.example.com', token),
      expectedProof(secret, host, `${token}0`),
    ];
    assert.equal(new Set(all).size, all.length);
  });

  it('is asked for at a path of its own', () => {
    assert.equal(proofPath(token), `/.well-known/closte-domain-sync/${token}`);
  });

  it('uses tokens of 32 lower-case hex digits, never twice the same', () => {
    const tokens = Array.from({ length: 100 }, newToken);
    assert.ok(tokens.every((one) => /^[0-9a-f]{32}$/.test(one)));
    assert.equal(new Set(tokens).size, tokens.length);
  });

  for (const [what, body, isOne] of [
    ['it', proof, true],
    ['it with white space around', `\r\n ${proof}\n`, true],
    ['it in capitals', proof.toUpperCase(), false],
    ['its first half', proof.slice(0, 32), false],
    ['it and more', `${proof}00`, false],
    ['it among others', `${proof}\n${proof}`, false],
    ['another', proof.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), false],
    ['the token', token, false],
    ['nothing', '', false],
    ['characters of more bytes', 'é'.repeat(64), false],
  ] as const) {
    it(`is ${isOne ? '' : 'not '}${what}`, () => assert.equal(isProof(body, proof), isOne));
  }
});
