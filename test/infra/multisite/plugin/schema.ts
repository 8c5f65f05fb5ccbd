import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const SCHEMA = new URL('../../../../shared/events/domain-event.schema.json', import.meta.url);

/** Fails unless it is a message of the contract. */
export function assertMessage(message: unknown): void {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  assert.ok(validate(message), ajv.errorsText(validate.errors));
}
