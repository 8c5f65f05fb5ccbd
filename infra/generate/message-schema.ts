import { toJsonSchema } from '@valibot/to-json-schema';
import { EVENTS_TOPIC, messageSchema } from '../../shared/events/message-schema.ts';
import type { GeneratedDocument } from './document.ts';
import { formatted } from './formatted.ts';

const path = 'shared/events/domain-event.schema.json';

/** The JSON Schema of the messages, for publishers. */
export const messageSchemaDocument: GeneratedDocument = {
  path,
  text() {
    const schema = {
      $id: 'https://closte-domain-sync.invalid/domain-event.schema.json',
      title: `A message on the topic ${EVENTS_TOPIC}, version 1`,
      ...toJsonSchema(messageSchema, {
        target: 'draft-2020-12',
        // The form that publishers write, before numbers in strings are read.
        typeMode: 'input',
      }),
    };
    return formatted(path, `${JSON.stringify(schema)}\n`);
  },
};
