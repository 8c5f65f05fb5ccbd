import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type CallerRefusal, callerRefusal } from '../../functions/caller.ts';
import { type ReadToken, tokenReader } from '../../functions/identity-token.ts';
import { createCertificateAuthority } from '../../infra/local/sandbox/certificate-authority.ts';
import {
  AUDIENCE,
  CALLER,
  type Claims,
  type GoogleIdentity,
  startGoogleIdentity,
} from '../support/google-identity.ts';
import { listeningOn } from '../support/listening.ts';

const EXPECTED = { audiences: [AUDIENCE], emails: [CALLER] };
const now = () => Math.floor(Date.now() / 1000);

describe('a caller', () => {
  let google: GoogleIdentity;
  let read: ReadToken;
  before(async () => {
    google = await startGoogleIdentity(await createCertificateAuthority());
  });
  beforeEach(() => {
    google.answer(200);
    read = tokenReader({ oauth2FederatedSignonPemCertsUrl: google.keysUrl });
  });
  after(() => google.close());

  const refusal = (authorization: string | undefined) =>
    callerRefusal(authorization, EXPECTED, read);
  const unsigned = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

  it('is admitted with a token of Google for the audience and an expected account', async () => {
    assert.equal(await refusal(`Bearer ${google.token()}`), undefined);
    assert.equal(await refusal(`bearer ${google.token()}`), undefined);
  });

  const claims: [what: string, claims: Claims, refused: CallerRefusal][] = [
    ['that has expired', { exp: now() - 600 }, { status: 401, because: 'expired' }],
    ['for later', { iat: now() + 3600 }, { status: 401, because: 'early' }],
    ['without an end', { exp: undefined }, { status: 401, because: 'invalid-token' }],
    ['for days', { exp: now() + 864_000 }, { status: 401, because: 'invalid-token' }],
    ['of another issuer', { iss: 'https://a.example' }, { status: 401, because: 'invalid-token' }],
    ['for another service', { aud: `${AUDIENCE}/` }, { status: 401, because: 'other-audience' }],
    ['for several services', { aud: [AUDIENCE] }, { status: 401, because: 'other-audience' }],
    ['of nobody', { email: undefined }, { status: 403, because: 'other-caller' }],
    [
      'of an unverified e-mail address',
      { email_verified: false },
      { status: 403, because: 'other-caller' },
    ],
    [
      'that does not say whether its e-mail address is verified, but has a text instead',
      { email_verified: 'false' },
      { status: 403, because: 'other-caller' },
    ],
    [
      'of another account',
      { email: 'mallory@test.iam.gserviceaccount.com' },
      { status: 403, because: 'other-caller', caller: 'mallory@test.iam.gserviceaccount.com' },
    ],
  ];
  for (const [what, claimed, refused] of claims) {
    it(`is refused with a token ${what}`, async () => {
      assert.deepEqual(await refusal(`Bearer ${google.token(claimed)}`), refused);
    });
  }

  const forged: [what: string, forge: (token: string) => string][] = [
    [
      'with changed claims',
      (token) => {
        const [header, , signature] = token.split('.');
        return [header, unsigned({ email: CALLER, aud: AUDIENCE }), signature].join('.');
      },
    ],
    ['without a signature', (token) => token.replace(/[^.]+$/, '')],
    ['of no algorithm', () => [unsigned({ alg: 'none', kid: 'now' }), unsigned({}), ''].join('.')],
    ['signed with a key that is not Google’s', () => google.token({}, { kid: 'other' })],
    [
      'with a key id that every object has as a property',
      () => google.token({}, { kid: '__proto__' }),
    ],
    [
      'signed with Google’s public key as a password',
      (token) => {
        const [, claimed] = token.split('.');
        const signed = `${unsigned({ alg: 'HS256', kid: 'now' })}.${claimed}`;
        const password = String(JSON.parse(google.keys()).now);
        return `${signed}.${createHmac('sha256', password).update(signed).digest('base64url')}`;
      },
    ],
    ['that claims another algorithm', () => google.token({}, { alg: 'ES256' })],
    ['of two parts', (token) => token.split('.').slice(0, 2).join('.')],
    ['that is not JSON', () => 'a.b.c'],
    ['of null', () => [unsigned({}), Buffer.from('null').toString('base64url'), 'c'].join('.')],
  ];
  for (const [what, forge] of forged) {
    it(`is refused with a token ${what}`, async () => {
      const refused = { status: 401, because: 'invalid-token' };
      assert.deepEqual(await refusal(`Bearer ${forge(google.token())}`), refused);
    });
  }

  it('is refused with a token whose signature Google has removed, since anyone can write one', async () => {
    const token = google.token().replace(/[^.]+$/, 'SIGNATURE_REMOVED_BY_GOOGLE');
    assert.deepEqual(await refusal(`Bearer ${token}`), {
      status: 401,
      because: 'signature-removed',
    });
  });

  it('is refused without a token', async () => {
    for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic a:b', google.token()]) {
      assert.deepEqual(await refusal(header), { status: 401, because: 'no-token' }, header);
    }
  });

  it('needs one request for Google’s keys per lifetime of the response', async () => {
    const before = google.asked();
    for (let call = 0; call < 5; call += 1) await refusal(`Bearer ${google.token()}`);
    await refusal(`Bearer ${google.token({}, { kid: 'unknown' })}`);
    assert.equal(google.asked() - before, 1);
  });

  it('causes one request for Google’s keys, however many other calls arrive before the answer', async () => {
    const before = google.asked();
    const refusals = await Promise.all(
      Array.from({ length: 20 }, () => refusal(`Bearer ${google.token()}`)),
    );
    assert.deepEqual([...new Set(refusals)], [undefined]);
    assert.equal(google.asked() - before, 1);
  });

  it('is admitted with a token of a key that Google began to use in a hurry', async () => {
    const clock = { now: 0 };
    const later = tokenReader(
      { oauth2FederatedSignonPemCertsUrl: google.keysUrl },
      () => clock.now,
    );
    const before = google.asked();
    const ask = (kid: string) =>
      callerRefusal(`Bearer ${google.token({}, { kid })}`, EXPECTED, later);
    const refused = { status: 401, because: 'invalid-token' };
    assert.equal(await ask('now'), undefined);
    google.addKey('next');
    assert.deepEqual(await ask('next'), refused, 'the keys have just been fetched');
    clock.now = 60_000;
    assert.deepEqual(await Promise.all(['next', 'next', 'forged', 'now'].map(ask)), [
      undefined,
      undefined,
      refused,
      undefined,
    ]);
    assert.deepEqual(await ask('forged'), refused);
    assert.equal(google.asked() - before, 2);
  });

  it('is neither admitted nor refused while Google’s keys cannot be fetched', async () => {
    google.answer(404);
    await assert.rejects(refusal(`Bearer ${google.token()}`));
    google.answer(200);
    assert.equal(await refusal(`Bearer ${google.token()}`), undefined);
  });

  /** A server in place of Google's, and the bytes that it could send. */
  async function instead(
    answer: (response: ServerResponse, sent: (bytes: number) => void) => void,
  ) {
    let bytes = 0;
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('cache-control', 'public, max-age=3600');
      answer(response, (more) => {
        bytes += more;
      });
    });
    const origin = await listeningOn(server);
    return {
      read: tokenReader({ oauth2FederatedSignonPemCertsUrl: `${origin}/` }),
      sent: () => bytes,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      },
    };
  }

  it('does not make us read keys that never end', async () => {
    await using server = await instead(async (response, sent) => {
      const part = Buffer.alloc(64 * 1024, ' ');
      while (!response.destroyed) {
        sent(part.length);
        await new Promise((settled) => response.write(part, settled));
      }
    });
    await assert.rejects(server.read(google.token(), [AUDIENCE]), /over limit/);
    // Each attempt may fill the buffers of the connection.
    assert.ok(server.sent() < 64 * 1024 * 1024, `${server.sent()}`);
  });

  it('does not make us unpack keys that are huge', async () => {
    const packed = gzipSync(Buffer.alloc(8 * 1024 * 1024, ' '));
    await using server = await instead((response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(packed);
    });
    await assert.rejects(server.read(google.token(), [AUDIENCE]), /over limit/);
  });

  for (const body of ['null', '[]', '{}', '"keys"', '{"now":5}', '{"now":"key"}', '<html>']) {
    it(`is not refused because a gateway answers ${body} in place of Google’s keys`, async () => {
      let isGateway = true;
      await using server = await instead(
        (response) => void response.end(isGateway ? body : google.keys()),
      );
      const header = `Bearer ${google.token()}`;
      await assert.rejects(callerRefusal(header, EXPECTED, server.read));
      isGateway = false;
      assert.equal(await callerRefusal(header, EXPECTED, server.read), undefined);
    });
  }
});
