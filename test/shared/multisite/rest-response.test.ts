import assert from 'node:assert/strict';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { readResponse } from '../../../shared/multisite/rest-response.ts';

describe('a failure of the REST API with HTTP 500', () => {
  const kinds: [code: string, kind: string][] = [
    ['domain', 'refused'],
    ['stage', 'refused'],
    ['primary_domain', 'refused'],
    ['internal_server_error', 'unavailable'],
    ['wu_rest_domain', 'unavailable'],
  ];
  for (const [code, kind] of kinds) {
    it(`and the code ${code} is ${kind}`, () => {
      const body = Buffer.from(JSON.stringify({ code, message: 'No.', data: null }));
      assert.throws(
        () => readResponse({ status: 500, headers: {}, body }, 0),
        (error) => error instanceof MultisiteError && error.kind === kind,
      );
    });
  }
});
