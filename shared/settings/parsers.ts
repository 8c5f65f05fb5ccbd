import * as v from 'valibot';
import { baseUrl } from './base-url.ts';

/**
 * Parsers for forms that several variables share. Their messages complete a sentence that begins with the
 * variable's name.
 */

export const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(least, `must be ${least} or more`),
    v.maxValue(most, `must be ${most} or less`),
  );

export const port = wholeNumber(1, 65_535);

export const flag = v.pipe(
  v.string(),
  v.picklist(['true', 'false', '1', '0'], 'must be true or false'),
  v.transform((text) => text === 'true' || text === '1'),
);

export function listed(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

export const commaSeparated = (valid: (item: string) => boolean, message: string) =>
  v.pipe(
    v.string(),
    v.transform(listed),
    v.check((items) => items.every(valid), message),
  );

export const httpUrl = v.pipe(
  v.string(),
  v.check((text) => /^https?:\/\/./.test(text) && URL.canParse(text), 'must be an http(s) URL'),
  v.transform(baseUrl),
);

const TOPIC = /^(projects\/[^/\s]+\/topics\/)?[A-Za-z][\w.~+%-]+$/;

/** A topic's name, alone or with its project: https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
export const topicName = v.pipe(
  v.string(),
  v.check((text) => TOPIC.test(text) && isAllowed(text), "must be a topic's name"),
);

function isAllowed(topic: string): boolean {
  const name = topic.slice(topic.lastIndexOf('/') + 1);
  return name.length >= 3 && name.length <= 255 && !name.startsWith('goog');
}
